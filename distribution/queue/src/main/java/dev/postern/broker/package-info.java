/**
 * The message broker that keeps the queues: Apache ActiveMQ Artemis inside this process, or the operator's own.
 *
 * <ol>
 *   <li>{@link dev.postern.broker.Broker}: what the queues need of it; {@link dev.postern.broker.BrokerSessions} where sessions come from.
 *   <li>{@link dev.postern.broker.EmbeddedBroker} with {@link dev.postern.broker.BrokerSettings}: inside; it listens on no network.
 *   <li>{@link dev.postern.broker.ExternalBrokers} with {@link dev.postern.broker.BrokerGroup}, {@link dev.postern.broker.BrokerConnectors}, {@link dev.postern.broker.BrokerRequirements}, {@link dev.postern.broker.BrokerDiagnosis}: on the network.
 *   <li>{@link dev.postern.broker.BrokerQueues}, {@link dev.postern.broker.QueueNames}: whole queues, and what they are called there.
 * </ol>
 *
 * <p>It knows nothing of mail, which {@code dev.postern.queue} does, and nothing of the file that its settings come from: any James can start an
 * {@link dev.postern.broker.EmbeddedBroker} on a directory, or connect to a {@link dev.postern.broker.BrokerGroup}.
 */
@NullMarked
package dev.postern.broker;

import org.jspecify.annotations.NullMarked;
