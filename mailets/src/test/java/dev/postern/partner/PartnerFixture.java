package dev.postern.partner;

import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.InboundPolicy.OnViolation;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A partner for tests: contoso, TLS 1.2 or newer in, known by both senders, enforced. Each method returns a copy. */
public record PartnerFixture(
        String name,
        List<String> domains,
        PartnerMode mode,
        List<TlsPolicy> tls,
        List<String> sources,
        Set<Identity> identity,
        OnViolation onViolation) {

    public static PartnerFixture contoso() {
        return named("contoso", "contoso.test", "*.contoso.test");
    }

    public static PartnerFixture named(String name, String... domains) {
        return new PartnerFixture(
                name,
                List.of(domains),
                PartnerMode.ENFORCE,
                List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2)),
                List.of(),
                Set.of(Identity.ENVELOPE, Identity.HEADER),
                OnViolation.REJECT);
    }

    public PartnerFixture monitored() {
        return new PartnerFixture(name, domains, PartnerMode.MONITOR, tls, sources, identity, onViolation);
    }

    public PartnerFixture deferring() {
        return new PartnerFixture(name, domains, mode, tls, sources, identity, OnViolation.DEFER);
    }

    public PartnerFixture knownBy(Identity... by) {
        return new PartnerFixture(name, domains, mode, tls, sources, Set.of(by), onViolation);
    }

    public PartnerFixture from(String... networks) {
        return new PartnerFixture(name, domains, mode, tls, List.of(networks), identity, onViolation);
    }

    public PartnerFixture over(TlsPolicy... alternatives) {
        return new PartnerFixture(name, domains, mode, List.of(alternatives), sources, identity, onViolation);
    }

    public Partner partner() {
        return new Partner(
                name,
                Optional.empty(),
                Optional.empty(),
                domains.stream()
                        .map(text -> DomainPattern.parse(text).orElseThrow())
                        .toList(),
                mode,
                new OutboundPolicy(
                        new TlsPolicy.Encrypt(TlsVersion.TLS_1_2),
                        Optional.empty(),
                        OutboundPolicy.OnFailure.DEFER,
                        Optional.empty()),
                new InboundPolicy(
                        tls,
                        sources.stream()
                                .map(text -> Cidr.parse(text).orElseThrow())
                                .toList(),
                        identity,
                        onViolation));
    }

    public static PartnerDirectory directory(PartnerFixture... partners) {
        return new PartnerDirectory(
                Stream.of(partners).map(PartnerFixture::partner).toList());
    }

    public static Partners partners(PartnerFixture... partners) {
        PartnerDirectory directory = directory(partners);
        return () -> directory;
    }
}
