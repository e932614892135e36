package dev.postern.server;

import dev.postern.changes.Releases;
import dev.postern.domains.OwnDomains;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.RuleSource;
import dev.postern.probe.TrialTransaction;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.tls.DnsName;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Routes own domains to their next hop, partners by their rule, and everyone else through the smarthost if there is
 * one.
 */
public final class GatewayRoutes implements Routes {
    private final Supplier<OwnDomains> own;
    private final GatewayConfiguration.Delivery delivery;
    private final Partners partners;
    private final Released released;

    /** Tells whether an administrator released mail from the rule under which it was accepted. */
    @FunctionalInterface
    private interface Released {
        boolean isReleased(String partner, DnsName domain, Instant accepted);
    }

    /** A route, and where its rule is written. */
    private record Ruled(Route route, RuleSource source) {}

    public GatewayRoutes(GatewayConfiguration gateway, Supplier<OwnDomains> own, Partners partners, Releases releases) {
        this(gateway, own, partners, releases::isReleased);
    }

    /** Routes of mail that is accepted now, which nobody has released yet. */
    public GatewayRoutes(GatewayConfiguration gateway, Supplier<OwnDomains> own, Partners partners) {
        this(gateway, own, partners, (partner, domain, accepted) -> false);
    }

    private GatewayRoutes(
            GatewayConfiguration gateway, Supplier<OwnDomains> own, Partners partners, Released released) {
        this.released = released;
        this.own = own;
        this.delivery = gateway.delivery();
        this.partners = partners;
    }

    @Override
    public Route routeOf(DnsName domain) {
        return ruled(domain).route();
    }

    /** Returns what a probe of that domain is about. */
    public ProbeRequest probeOf(DnsName domain, Optional<TrialTransaction> trial) {
        Ruled ruled = ruled(domain);
        return new ProbeRequest(domain, ruled.route(), ruled.source(), trial);
    }

    private Ruled ruled(DnsName domain) {
        Optional<Partner> partner = partners.current().partnerOf(domain);
        // A partner's rule comes first, so that no slip in the configuration of own domains could undo it.
        return partner.map(agreed -> new Ruled(new Route(partner, agreed.outbound()), RuleSource.PARTNER))
                .or(() -> own.get().of(domain).map(ours -> unagreed(ours.outbound(), RuleSource.OWN_DOMAIN)))
                .orElseGet(() -> everyoneElse(domain));
    }

    private Ruled everyoneElse(DnsName domain) {
        return delivery.destinations().stream()
                .filter(destination -> destination.names(domain))
                .findFirst()
                .map(destination -> unagreed(destination.outbound(), RuleSource.DESTINATION))
                .or(() -> delivery.smarthost().map(smarthost -> unagreed(smarthost, RuleSource.SMARTHOST)))
                .orElseGet(() -> unagreed(delivery.defaultOutbound(), RuleSource.DEFAULT));
    }

    private static Ruled unagreed(OutboundPolicy policy, RuleSource source) {
        return new Ruled(new Route(Optional.empty(), policy), source);
    }

    @Override
    public boolean isReleased(String partner, DnsName domain, Instant accepted) {
        return released.isReleased(partner, domain, accepted);
    }
}
