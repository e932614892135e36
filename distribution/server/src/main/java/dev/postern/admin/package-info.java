/**
 * The admin port: health, queues and metrics over HTTP, for the commands and for monitoring.
 *
 * <ol>
 *   <li>{@link dev.postern.admin.AdminServer}: serves a set of {@link dev.postern.admin.AdminRoute}s, and cuts
 *       {@link dev.postern.admin.SlowClients}.
 *   <li>{@link dev.postern.admin.Endpoint}: where a route is, and who may use it, which {@link dev.postern.admin.Access} decides from the
 *       {@link dev.postern.admin.Caller}.
 *   <li>{@link dev.postern.admin.HealthRoute}, {@link dev.postern.admin.QueueRoute} and others: one class a route; what they answer is in
 *       {@code dev.postern.api}.
 *   <li>{@link dev.postern.admin.AdminRoutesModule}: the set.
 * </ol>
 *
 * <p>A route that changes something is a POST and for commands only. There is no session, and no other origin is allowed anything.
 */
@NullMarked
package dev.postern.admin;

import org.jspecify.annotations.NullMarked;
