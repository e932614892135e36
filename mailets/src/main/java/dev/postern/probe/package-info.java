/**
 * Probes the servers of a domain: a delivery that stops before MAIL, and explains what it found.
 *
 * <ol>
 *   <li>{@link dev.postern.probe.ProbeRequest}: which domain, by which {@link dev.postern.route.Route}, from which
 *       {@link dev.postern.probe.RuleSource}.
 *   <li>{@link dev.postern.probe.Probe}: looks the hosts up as a delivery does, and probes each of them.
 *   <li>{@link dev.postern.probe.HostProbe}: one host, through the delivery's own {@link dev.postern.attempt.SessionSetup}.
 *   <li>{@link dev.postern.probe.ProbeEvent}: what happened, step by step; {@link dev.postern.probe.ProbeResult}: what came of it.
 *   <li>{@link dev.postern.probe.ExplanationTable}: what a failure means, what to do, and who must do it.
 *   <li>{@link dev.postern.probe.ProposalSearch}: rules that would hold, each judged by the evaluator.
 * </ol>
 *
 * <p>It sends no mail: MAIL and RCPT only on request, and RSET after them. It compares no level, version or name:
 * {@link dev.postern.tls.TlsPolicyEvaluator} does.
 */
@NullMarked
package dev.postern.probe;

import org.jspecify.annotations.NullMarked;
