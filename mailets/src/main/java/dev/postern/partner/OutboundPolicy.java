package dev.postern.partner;

import dev.postern.address.OutboundAddresses;
import dev.postern.certificate.HeldCertificate;
import dev.postern.pace.OutboundLimits;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says how mail is delivered to a partner, or to one of our own domains.
 *
 * @param tls what each connection must have
 * @param clientCertificate what we present to the server if it asks; empty: nothing
 * @param nextHop where mail goes; empty: to the domain's MX hosts
 * @param submission how the next hop is spoken to, and where mail goes besides
 * @param onFailure what becomes of mail that TLS kept from leaving
 * @param times how long and how often it is tried, where that differs from what the gateway says
 * @param ignored what its servers announce in EHLO and the gateway does not use
 * @param addresses between which addresses it goes, where that differs from what the gateway says
 * @param limits how much they are sent
 */
public record OutboundPolicy(
        TlsPolicy tls,
        Optional<HeldCertificate> clientCertificate,
        Optional<NextHop> nextHop,
        Submission submission,
        OnFailure onFailure,
        RetryTimes times,
        IgnoredKeywords ignored,
        OutboundAddresses addresses,
        OutboundLimits limits) {

    public enum OnFailure {
        /** Keep trying until the time is over. */
        DEFER,
        /** Tell the sender at once. */
        BOUNCE
    }

    /**
     * Where the one next hop, if there is one, is spoken to as any server is, with every keyword of EHLO, and without
     * limits.
     */
    public OutboundPolicy(
            TlsPolicy tls,
            Optional<HeldCertificate> clientCertificate,
            Optional<NextHop> nextHop,
            OnFailure onFailure,
            RetryTimes times) {
        this(
                tls,
                clientCertificate,
                nextHop,
                Submission.NONE,
                onFailure,
                times,
                IgnoredKeywords.none(),
                OutboundAddresses.UNWRITTEN,
                OutboundLimits.NONE);
    }

    /** Returns the same with other keywords of EHLO ignored. */
    public OutboundPolicy ignoring(IgnoredKeywords others) {
        return new OutboundPolicy(
                tls, clientCertificate, nextHop, submission, onFailure, times, others, addresses, limits);
    }

    /** Returns the same between those addresses. */
    public OutboundPolicy between(OutboundAddresses others) {
        return new OutboundPolicy(
                tls, clientCertificate, nextHop, submission, onFailure, times, ignored, others, limits);
    }

    /** Returns the same with other limits. */
    public OutboundPolicy limitedBy(OutboundLimits others) {
        return new OutboundPolicy(
                tls, clientCertificate, nextHop, submission, onFailure, times, ignored, addresses, others);
    }

    /** Returns the next hops in the order to try; empty: mail goes to the domain's MX hosts. */
    public List<NextHop> nextHops() {
        return nextHop.stream()
                .flatMap(first -> Stream.concat(Stream.of(first), submission.alternatives().stream()))
                .toList();
    }

    /** Without a certificate of ours. */
    public OutboundPolicy(
            TlsPolicy tls, Optional<NextHop> nextHop, OnFailure onFailure, Optional<Duration> giveUpAfter) {
        this(
                tls,
                Optional.empty(),
                nextHop,
                onFailure,
                new RetryTimes(Optional.empty(), Optional.empty(), giveUpAfter));
    }
}
