/**
 * What a TLS connection must be, what it was, and the one place that compares the two.
 *
 * <p>{@link dev.postern.tls.TlsPolicyEvaluator} is pure: a policy, the negotiated session and the instant give a
 * verdict. The inbound hook, the outbound delivery and the probe all ask it; nobody else compares levels, versions or
 * names. This package imports nothing else of Postern's.
 */
@NullMarked
package dev.postern.tls;

import org.jspecify.annotations.NullMarked;
