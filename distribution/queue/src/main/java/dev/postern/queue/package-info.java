/**
 * The durable queues of mail: James's queue interfaces on a broker.
 *
 * <ol>
 *   <li>{@link dev.postern.queue.ArtemisMailQueueFactory}, {@link dev.postern.queue.ArtemisMailQueue}, {@link dev.postern.queue.ArtemisMailQueueItem}: James's interfaces.
 *   <li>{@link dev.postern.queue.QueuedMail}: a mail as a message of the broker; {@link dev.postern.queue.StoredBody}, {@link dev.postern.queue.LargeSource}: its content.
 *   <li>{@link dev.postern.queue.Senders}: puts mail in; {@link dev.postern.queue.QueueSubscriptions}, {@link dev.postern.queue.Receiver}, {@link dev.postern.queue.Claims}: give it out, once.
 *   <li>{@link dev.postern.queue.DirectHandover}: from the pipeline to delivery in memory, while the broker keeps the message.
 *   <li>{@link dev.postern.queue.DamagedMessage}, {@link dev.postern.queue.SettingAside}: what is not whole is set aside, and said.
 * </ol>
 *
 * <p>What {@code enQueue} returned for is on disk until it is settled.
 *
 * <p>It serves any James: open an {@link dev.postern.queue.ArtemisMailQueueFactory} on a {@link dev.postern.broker.Broker}, bind it as James's
 * {@code MailQueueFactory}, and close first the factory and then the broker. Every setting is an argument; this package reads no
 * configuration, starts no listener and knows nothing of partners.
 */
@NullMarked
package dev.postern.queue;

import org.jspecify.annotations.NullMarked;
