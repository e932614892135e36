/**
 * The rule under which a message entered the outgoing queue, and whether it still holds.
 *
 * <ol>
 *   <li>{@link dev.postern.acceptance.Acceptance} writes the {@link dev.postern.acceptance.AcceptedRule} of an enforced partner on the
 *       message, and reads it at each attempt. {@link dev.postern.acceptance.RuleText} is its text form.
 *   <li>{@link dev.postern.acceptance.RuleInForce} compares it with the partner of now: the entry of now, the rule on the message, or
 *       no attempt at all.
 * </ol>
 *
 * Nothing here evaluates a connection; that is {@link dev.postern.tls.TlsPolicyEvaluator}'s alone.
 */
@NullMarked
package dev.postern.acceptance;

import org.jspecify.annotations.NullMarked;
