/**
 * How fast and for how long one connection may go on, whatever its client does: knows sockets, and nothing of SMTP commands.
 *
 * <ol>
 *   <li>{@link dev.postern.connection.FlowControl} reads from the socket only while the client reads what it is sent.
 *   <li>{@link dev.postern.connection.ClientTime} counts the time that the client takes, against
 *       {@link dev.postern.connection.SessionTimeouts}.
 *   <li>{@link dev.postern.connection.ClientDeadline} ends the connection when that time is up.
 *   <li>{@link dev.postern.connection.DataSynchronization} finds content that was sent before it was asked for.
 * </ol>
 *
 * <p>All but {@code ClientTime} run on the socket's event loop, so that a command that blocks delays no deadline.
 */
@NullMarked
package dev.postern.connection;

import org.jspecify.annotations.NullMarked;
