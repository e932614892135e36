/**
 * Decides where a queued message goes, when, and what follows from each attempt.
 *
 * <ol>
 *   <li>{@link dev.postern.delivery.OutboundEngine}: takes messages out of the outgoing queue.
 *   <li>{@link dev.postern.delivery.Delivery}: is it due, is its destination reachable, which rule is in force now?
 *   <li>{@code dev.postern.route}: its policy and its hosts.
 *   <li>{@link dev.postern.delivery.Settlement}: delivered, deferred or bounced, for each recipient; requeues the rest.
 *   <li>{@link dev.postern.delivery.OutboundTracking}: the tracking events.
 * </ol>
 *
 * <p>The policy is looked up afresh at every attempt. SMTP itself is in {@code dev.postern.smtpclient}, one attempt in
 * {@code dev.postern.attempt}; both know nothing of this package.
 */
@NullMarked
package dev.postern.delivery;

import org.jspecify.annotations.NullMarked;
