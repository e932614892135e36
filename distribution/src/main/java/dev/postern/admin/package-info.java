/**
 * The admin port: health and queues over HTTP, for the commands and for monitoring.
 *
 * <p>{@link dev.postern.admin.AdminServer} serves {@link dev.postern.admin.HealthPage} and {@link dev.postern.admin.QueuePage}. It
 * changes nothing but what waits in the queues.
 */
@NullMarked
package dev.postern.admin;

import org.jspecify.annotations.NullMarked;
