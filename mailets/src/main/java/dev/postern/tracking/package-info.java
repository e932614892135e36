/**
 * What happened to each message, as values.
 *
 * <ol>
 *   <li>{@link dev.postern.tracking.TrackingEvent}: sealed, with {@link dev.postern.tracking.InboundEvent}s and {@link
 *       dev.postern.tracking.OutboundEvent}s.
 *   <li>{@link dev.postern.tracking.MessageTracking}: tells every listener of every event.
 *   <li>{@link dev.postern.tracking.TrackingListener}: bound as a set; a program adds its own beside the log.
 *   <li>{@link dev.postern.tracking.DecisionLog}: the first of them, one line per decision.
 * </ol>
 *
 * <p>It decides nothing, and no rule asks it. The hooks publish by {@code dev.postern.inbound}, the deliveries by {@code
 * dev.postern.delivery}.
 */
@NullMarked
package dev.postern.tracking;

import org.jspecify.annotations.NullMarked;
