/**
 * Decides whether mail that claims to be a partner's may come in over a connection.
 *
 * <ol>
 *   <li>{@link dev.postern.inbound.ClientTls}: the TLS of the client, and the only reader of the session's TLS.
 *   <li>{@link dev.postern.inbound.InboundCheck}: asks {@link dev.postern.tls.TlsPolicyEvaluator}; gives an {@link dev.postern.inbound.InboundVerdict}.
 *   <li>{@link dev.postern.inbound.Reply}: what the client is told: never what is agreed or known.
 *   <li>{@link dev.postern.inbound.InboundTracking}: the tracking events.
 *   <li>{@link dev.postern.inbound.RelayRule}, {@link dev.postern.inbound.KnownSenders}: own servers, and who is no stranger.
 * </ol>
 *
 * <p>The hooks that ask are in {@code dev.postern.smtp} and {@code dev.postern.intake}.
 */
@NullMarked
package dev.postern.inbound;

import org.jspecify.annotations.NullMarked;
