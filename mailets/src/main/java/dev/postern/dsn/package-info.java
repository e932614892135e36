/**
 * Delivery status notifications (RFC 3461, RFC 3464): bounces, delay notifications and "relayed" confirmations.
 *
 * <ol>
 *   <li>The delivery describes what became of each recipient: {@link dev.postern.dsn.RecipientStatus}.
 *   <li>{@link dev.postern.dsn.DsnSender} drops what the sender did not ask for ({@link
 *       dev.postern.dsn.RequestedNotifications}), decides by {@link dev.postern.dsn.SenderStanding} how much a stranger gets,
 *       and sends one DSN for the whole attempt through the pipeline.
 *   <li>{@link dev.postern.dsn.Origin} marks it as the gateway's own, for the queue it leaves by and for the safety net.
 * </ol>
 *
 * It knows nothing of connections, routes and queues.
 */
@NullMarked
package dev.postern.dsn;

import org.jspecify.annotations.NullMarked;
