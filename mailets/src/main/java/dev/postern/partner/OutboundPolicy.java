package dev.postern.partner;

import dev.postern.quirks.IgnoredKeywords;
import dev.postern.tls.HeldCertificate;
import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * How mail goes to a partner, or to one of our own domains.
 *
 * @param tls what each connection must have
 * @param clientCertificate what we present to the server if it asks; empty: nothing
 * @param nextHop where mail goes; empty: to the domain's MX hosts
 * @param onFailure what becomes of mail that TLS kept from leaving
 * @param times how long and how often it is tried, where that differs from what the gateway says
 * @param ignored what its servers announce in EHLO and the gateway does not use
 */
public record OutboundPolicy(
        TlsPolicy tls,
        Optional<HeldCertificate> clientCertificate,
        Optional<NextHop> nextHop,
        OnFailure onFailure,
        RetryTimes times,
        IgnoredKeywords ignored) {

    public enum OnFailure {
        /** Keep trying until the time is over. */
        DEFER,
        /** Tell the sender at once. */
        BOUNCE
    }

    /** With every keyword of EHLO. */
    public OutboundPolicy(
            TlsPolicy tls,
            Optional<HeldCertificate> clientCertificate,
            Optional<NextHop> nextHop,
            OnFailure onFailure,
            RetryTimes times) {
        this(tls, clientCertificate, nextHop, onFailure, times, IgnoredKeywords.none());
    }

    /** The same with other keywords of EHLO ignored. */
    public OutboundPolicy ignoring(IgnoredKeywords others) {
        return new OutboundPolicy(tls, clientCertificate, nextHop, onFailure, times, others);
    }

    /** Without a certificate of ours. */
    public OutboundPolicy(
            TlsPolicy tls, Optional<NextHop> nextHop, OnFailure onFailure, Optional<Duration> giveUpAfter) {
        this(
                tls,
                Optional.empty(),
                nextHop,
                onFailure,
                new RetryTimes(Optional.empty(), Optional.empty(), giveUpAfter),
                IgnoredKeywords.none());
    }
}
