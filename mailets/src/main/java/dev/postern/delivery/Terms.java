package dev.postern.delivery;

import dev.postern.quirks.IgnoredKeywords;
import dev.postern.tls.HeldCertificate;
import dev.postern.tls.TlsPolicy;
import java.util.Optional;

/**
 * On what terms mail travels over a connection. A connection serves no other terms than those that it was opened for.
 *
 * @param policy what it must have
 * @param clientCertificate what we present to the server if it asks; empty: nothing
 * @param ignored what counts as not announced
 */
record Terms(TlsPolicy policy, Optional<HeldCertificate> clientCertificate, IgnoredKeywords ignored) {

    /** Every keyword of EHLO counts. */
    Terms(TlsPolicy policy, Optional<HeldCertificate> clientCertificate) {
        this(policy, clientCertificate, IgnoredKeywords.none());
    }

    /** The same without a rule. */
    Terms opportunistic() {
        return new Terms(new TlsPolicy.May(), clientCertificate, ignored);
    }

    boolean isOpportunistic() {
        return policy instanceof TlsPolicy.May;
    }
}
