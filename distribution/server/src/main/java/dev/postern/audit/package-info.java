/**
 * The admin audit log: who changed what in the configuration and in the queue.
 *
 * <ol>
 *   <li>{@link dev.postern.audit.Actor}: who, and from where; {@link dev.postern.audit.Change}: what.
 *   <li>{@link dev.postern.audit.AuditLog}: appends entries to the file, and brings them to disk.
 *   <li>{@link dev.postern.audit.AuditReader}: reads them, a page at a time.
 * </ol>
 *
 * <p>Nothing here rewrites, shortens or deletes the file.
 */
@NullMarked
package dev.postern.audit;

import org.jspecify.annotations.NullMarked;
