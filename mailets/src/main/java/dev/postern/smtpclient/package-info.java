/**
 * Speaks SMTP with one next hop: connects, starts TLS, reads replies, keeps connections for reuse.
 *
 * <p>To read it, begin with:
 *
 * <ol>
 *   <li>{@link dev.postern.smtpclient.Terms} and {@link dev.postern.smtpclient.ConnectionKey}: what a connection is made for; a connection serves no other rule.
 *   <li>{@link dev.postern.smtpclient.SmtpWire}, {@link dev.postern.smtpclient.ReplyReader}: lines and replies, each within {@link dev.postern.smtpclient.Deadlines}.
 *   <li>{@link dev.postern.smtpclient.TlsHandshake} with {@link dev.postern.smtpclient.TlsContexts}: the handshake. It lets any certificate pass: {@link dev.postern.tls.TlsPolicyEvaluator}
 *       judges the session of the socket afterwards.
 *   <li>{@link dev.postern.smtpclient.SmtpConnection}: greeting, EHLO, STARTTLS, EHLO, AUTH.
 *   <li>{@link dev.postern.smtpclient.ConnectionPool}: keeps connections for the same key.
 *   <li>{@link dev.postern.smtpclient.ConnectionObserver}: is told of each step; it decides nothing.
 * </ol>
 *
 * <p>It knows no message, no recipient and no schedule, and it sends no mail: {@code dev.postern.attempt} does. It decides
 * nothing about a policy.
 */
@NullMarked
package dev.postern.smtpclient;

import org.jspecify.annotations.NullMarked;
