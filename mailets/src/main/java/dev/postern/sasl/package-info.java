/**
 * The client's side of SASL (RFC 4422), as SMTP AUTH needs it: {@code PLAIN}, {@code LOGIN}, and {@code SCRAM-SHA-256} with and
 * without channel binding.
 *
 * <p>{@link dev.postern.sasl.SaslMechanisms} chooses the strongest mechanism that a server offers; each exchange is a
 * {@link dev.postern.sasl.SaslExchange}. Nothing here decides whether a password may be said: whoever speaks to the server does, and
 * only after the connection's TLS was judged. Imports nothing else of ours.
 */
@NullMarked
package dev.postern.sasl;

import org.jspecify.annotations.NullMarked;
