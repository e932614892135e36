package dev.postern.smtpclient;

import dev.postern.certificate.HeldCertificate;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.OutboundPolicy;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.sasl.Credentials;
import dev.postern.tls.TlsPolicy;
import java.util.Optional;

/**
 * Describes the terms for mail over a connection. A connection is used only for the terms for which it was opened.
 *
 * @param policy what it must have
 * @param clientCertificate what we present to the server if it asks; empty: nothing
 * @param credentials by which we log in once the policy is satisfied; empty: not at all
 * @param ignored what counts as not announced
 * @param limits of what goes over connections
 */
public record Terms(
        TlsPolicy policy,
        Optional<HeldCertificate> clientCertificate,
        Optional<Credentials> credentials,
        IgnoredKeywords ignored,
        OutboundLimits limits) {

    public Terms {
        if (credentials.isPresent() && !policy.provesPeer()) {
            throw new IllegalArgumentException("a password is for servers that prove who they are");
        }
    }

    /** Without logging in, and every keyword of EHLO counts. */
    public Terms(TlsPolicy policy, Optional<HeldCertificate> clientCertificate) {
        this(policy, clientCertificate, IgnoredKeywords.none());
    }

    /** Without logging in, and without limits. */
    public Terms(TlsPolicy policy, Optional<HeldCertificate> clientCertificate, IgnoredKeywords ignored) {
        this(policy, clientCertificate, Optional.empty(), ignored, OutboundLimits.NONE);
    }

    /** Without limits. */
    public static Terms of(OutboundPolicy policy) {
        return of(policy, OutboundLimits.NONE);
    }

    /**
     * Returns the terms of that policy.
     *
     * @param limits of the destination
     */
    public static Terms of(OutboundPolicy policy, OutboundLimits limits) {
        return new Terms(
                policy.tls(),
                policy.clientCertificate(),
                policy.submission().credentials(),
                policy.ignored(),
                limits.ofConnections());
    }

    /** Returns the same without a rule, and so without a password. */
    public Terms opportunistic() {
        return new Terms(new TlsPolicy.May(), clientCertificate, Optional.empty(), ignored, limits);
    }

    boolean isOpportunistic() {
        return !policy.requiresTls();
    }
}
