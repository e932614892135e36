/**
 * Decides where a queued message goes, when, and what follows from each attempt.
 *
 * <ol>
 *   <li>{@link dev.postern.delivery.OutboundEngine}: queues new messages, and puts together all that is below.
 *   <li>{@link dev.postern.delivery.OutgoingQueue}: takes messages out of the queue, and starts a worker for each that the lanes let run.
 *   <li>{@link dev.postern.delivery.Delivery}: the walk of one message through the three steps that follow.
 *   <li>{@link dev.postern.delivery.AdmissionControl}: is it due, may its destination be tried, is it its turn, are its servers free? Makes
 *       a {@link dev.postern.delivery.Departure}, which is all that the next steps need, or says why there is no attempt.
 *   <li>{@link dev.postern.delivery.RouteAttempt}: makes one attempt, under the rule that is in force.
 *   <li>{@link dev.postern.delivery.Settlement}: decides alone who is delivered, deferred or bounced, and when the rest is retried. Tells
 *       {@link dev.postern.delivery.OutboundTracking}, {@link dev.postern.delivery.SenderReports} and {@link
 *       dev.postern.delivery.Destinations}.
 *   <li>{@link dev.postern.delivery.Requeueing}: queues the rest again and, only then, acknowledges the message to the queue.
 * </ol>
 *
 * <p>The policy is looked up afresh at every attempt. SMTP itself is in {@code dev.postern.smtpclient}, one attempt in
 * {@code dev.postern.attempt}, routes in {@code dev.postern.route}; they know nothing of this package.
 */
@NullMarked
package dev.postern.delivery;

import org.jspecify.annotations.NullMarked;
