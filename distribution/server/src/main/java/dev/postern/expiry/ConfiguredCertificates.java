package dev.postern.expiry;

import dev.postern.broker.BrokerGroup;
import dev.postern.certificate.HeldCertificate;
import dev.postern.domains.OwnDomains;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TrustAnchors;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Collects the certificates that the configuration names: the gateway's own, client certificates, and trust anchors. Each of a
 * chain counts. The JVM's roots do not: they come and go with Java. Safe for any thread.
 */
public final class ConfiguredCertificates implements Supplier<Set<CertificateInUse>> {
    private final GatewayConfiguration gateway;
    private final Supplier<HeldCertificate> own;
    private final Supplier<OwnDomains> domains;
    private final Partners partners;

    /** @param own the gateway's certificate, as it is presented now */
    public ConfiguredCertificates(
            GatewayConfiguration gateway,
            Supplier<HeldCertificate> own,
            Supplier<OwnDomains> domains,
            Partners partners) {
        this.gateway = gateway;
        this.own = own;
        this.domains = domains;
        this.partners = partners;
    }

    @Override
    public Set<CertificateInUse> get() {
        var found = new LinkedHashSet<CertificateInUse>();
        held("certificate of the gateway", own.get()).forEach(found::add);
        gateway.relayRule().tls().stream()
                .flatMap(policy -> anchors("trust anchor of relay.clientCertificate", policy))
                .forEach(found::add);
        domains.get().all().stream()
                .flatMap(domain -> outbound("own domain " + domain.entry(), domain.outbound()))
                .forEach(found::add);
        gateway.queue().brokers().flatMap(BrokerGroup::tls).stream()
                .flatMap(trusted -> anchors("trust anchor of queue.brokers", trusted))
                .forEach(found::add);
        partners.current().partners().stream()
                .flatMap(ConfiguredCertificates::ofPartner)
                .forEach(found::add);
        return found;
    }

    private static Stream<CertificateInUse> ofPartner(Partner partner) {
        String whose = "partner " + partner.name();
        return Stream.concat(
                outbound(whose, partner.outbound()),
                partner.inbound().tls().stream()
                        .flatMap(policy -> anchors("trust anchor for clients of " + whose, policy)));
    }

    private static Stream<CertificateInUse> outbound(String whose, OutboundPolicy policy) {
        return Stream.concat(
                policy.clientCertificate().stream().flatMap(held -> held("client certificate for " + whose, held)),
                anchors("trust anchor for " + whose, policy.tls()));
    }

    private static Stream<CertificateInUse> held(String use, HeldCertificate held) {
        return held.chain().stream().map(certificate -> new CertificateInUse(use, certificate));
    }

    private static Stream<CertificateInUse> anchors(String use, TlsPolicy policy) {
        return policy.anchors().stream().flatMap(anchors -> anchors(use, anchors));
    }

    private static Stream<CertificateInUse> anchors(String use, TrustAnchors anchors) {
        return anchors.equals(PolicyForms.jvmRoots())
                ? Stream.empty()
                : anchors.certificates().stream().map(certificate -> new CertificateInUse(use, certificate));
    }
}
