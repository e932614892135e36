/**
 * How much mail a destination is sent, where the operator limits it.
 *
 * <ol>
 *   <li>{@link dev.postern.pace.OutboundLimits} is what is configured for a destination.
 *   <li>{@link dev.postern.pace.Paces} gives each message of a destination with a {@link dev.postern.pace.MessageRate} its
 *       {@link dev.postern.pace.Slot}, and counts what is sent.
 *   <li>{@link dev.postern.pace.SharedLimits} is what all outgoing queues count together.
 * </ol>
 *
 * <p>Knows neither queues nor mail, runs no threads, and decides nothing of TLS.
 */
@NullMarked
package dev.postern.pace;

import org.jspecify.annotations.NullMarked;
