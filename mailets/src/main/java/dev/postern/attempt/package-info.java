/**
 * Tries once to hand one message over to the servers of one destination.
 *
 * <ol>
 *   <li>{@link dev.postern.attempt.SmtpAttempt}: one host after the other, until each recipient has an answer.
 *   <li>{@link dev.postern.attempt.HostAttempt}: one host, over kept connections or new ones.
 *   <li>{@link dev.postern.attempt.SessionSetup}: takes a new connection to the point where a message may be named. Asks
 *       {@link dev.postern.tls.TlsPolicyEvaluator} before MAIL FROM.
 *   <li>{@link dev.postern.attempt.MailTransaction}, {@link dev.postern.attempt.MailCommands}: MAIL, RCPT, DATA or BDAT and their replies.
 *   <li>{@link dev.postern.attempt.ExtensionTrials}: tries again without an extension that does not work.
 *   <li>{@link dev.postern.attempt.ContentWriter}, {@link dev.postern.attempt.EightOctets}: the content, octet for octet or in seven bits.
 *   <li>{@link dev.postern.attempt.AttemptOutcome} with {@link dev.postern.attempt.Evidence}: what came of it for each recipient, and over what connection.
 *   <li>{@link dev.postern.attempt.AttemptResult}, {@link dev.postern.attempt.Reachability}: all outcomes together, and what they say of the servers.
 * </ol>
 *
 * <p>It knows no queue and no schedule; when mail is tried again is decided in {@code dev.postern.delivery}.
 */
@NullMarked
package dev.postern.attempt;

import org.jspecify.annotations.NullMarked;
