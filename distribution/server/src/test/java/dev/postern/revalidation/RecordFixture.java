package dev.postern.revalidation;

import dev.postern.delivery.Attempting;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerMode;
import dev.postern.probe.ProbeStatus;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Partners, and what probes of them found. */
final class RecordFixture {
    static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    static final String MX = "mx.contoso.test";
    static final TlsPolicy SECURE = Attempting.SECURE;
    static final TlsPolicy PINNED =
            new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(new CertificateFingerprint("ab".repeat(32))));
    static final CertificateRecord FIRST = certificate("first", "key 1", "CN=Their CA", 200, MX);

    private RecordFixture() {}

    static Partner partner(String name, TlsPolicy policy, PartnerMode mode, OnFailure onFailure) {
        return new Partner(
                name,
                Optional.empty(),
                Optional.of("postmaster@" + name + ".test"),
                List.of(
                        DomainPattern.parse(name + ".test").orElseThrow(),
                        DomainPattern.parse("*." + name + ".test").orElseThrow()),
                mode,
                new OutboundPolicy(policy, Optional.empty(), onFailure, Optional.empty()),
                new InboundPolicy(
                        List.of(new TlsPolicy.May()),
                        List.of(),
                        Set.of(InboundPolicy.Identity.ENVELOPE),
                        InboundPolicy.OnViolation.REJECT));
    }

    static Partner contoso(TlsPolicy policy, PartnerMode mode) {
        return partner("contoso", policy, mode, OnFailure.DEFER);
    }

    static CertificateRecord certificate(String fingerprint, String key, String issuer, int days, String... names) {
        return new CertificateRecord(
                "CN=" + MX, issuer, List.of(names), "EC 256 bits", key, fingerprint, NOW.plus(Duration.ofDays(days)));
    }

    static HostState tls(CertificateRecord certificate) {
        return tls(TlsVersion.TLS_1_3, certificate);
    }

    static HostState tls(TlsVersion version, CertificateRecord certificate) {
        return new HostState.Encrypted(version, "TLS_AES_256_GCM_SHA384", Optional.of(certificate));
    }

    static HostState noTls() {
        return new HostState.WithoutTls("starttls-not-supported");
    }

    static HostState unreached() {
        return new HostState.Unreached();
    }

    /** One server, or one with several addresses. */
    static DomainRecord holds(HostState... states) {
        return record(ProbeStatus.HOLDS, Optional.empty(), List.of(), MX, states);
    }

    static DomainRecord fallsShort(String failure, HostState... states) {
        return record(ProbeStatus.FALLS_SHORT, Optional.of(failure), List.of(), MX, states);
    }

    static DomainRecord couldNotTell() {
        return record(ProbeStatus.COULD_NOT_TELL, Optional.empty(), List.of(), MX, unreached());
    }

    static DomainRecord withExchangers(String host, String... exchangers) {
        return record(ProbeStatus.HOLDS, Optional.empty(), List.of(exchangers), host, tls(FIRST));
    }

    private static DomainRecord record(
            ProbeStatus status, Optional<String> failure, List<String> exchangers, String host, HostState... states) {
        boolean holds = status == ProbeStatus.HOLDS;
        return new DomainRecord(
                "contoso.test",
                status,
                holds ? Optional.empty() : Optional.of(failure.orElse("unreachable") + " at " + host),
                failure,
                failure.isPresent() ? List.of("The partner: Repair it.") : List.of(),
                exchangers,
                Stream.of(states)
                        .map(state -> new HostRecord(host, "192.0.2.1", 25, state))
                        .toList());
    }
}
