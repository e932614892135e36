/**
 * Learns from the PROXY protocol (versions 1 and 2) who a client behind a trusted proxy is, before anybody looks at the connection.
 *
 * <ol>
 *   <li>{@link dev.postern.proxy.TrustedProxies} says whose headers are believed.
 *   <li>{@link dev.postern.proxy.ProxyHeader} holds a connection of theirs back until the header is there.
 *   <li>{@link dev.postern.proxy.ClientAddress} is the client's address from then on, for everybody who asks.
 * </ol>
 *
 * <p>Nothing here decides what a client may do, but that one without an address may neither relay nor say XCLIENT.
 */
@NullMarked
package dev.postern.proxy;

import org.jspecify.annotations.NullMarked;
