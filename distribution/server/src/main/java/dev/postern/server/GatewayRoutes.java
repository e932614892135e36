package dev.postern.server;

import dev.postern.changes.Releases;
import dev.postern.domains.OwnDomain;
import dev.postern.domains.OwnDomains;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.gateway.GatewayConfiguration.Destination;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.tls.DnsName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Routes own domains to their next hop, partners by their rule, and everyone else through the smarthost if there is
 * one.
 */
public final class GatewayRoutes implements Routes {
    private final Supplier<OwnDomains> own;
    private final OutboundPolicy otherwise;
    private final List<Destination> destinations;
    private final Partners partners;
    private final Releases releases;

    public GatewayRoutes(GatewayConfiguration gateway, Supplier<OwnDomains> own, Partners partners, Releases releases) {
        this.releases = releases;
        this.own = own;
        this.otherwise =
                gateway.delivery().smarthost().orElse(gateway.delivery().defaultOutbound());
        this.destinations = gateway.delivery().destinations();
        this.partners = partners;
    }

    @Override
    public Route routeOf(DnsName domain) {
        Optional<Partner> partner = partners.current().partnerOf(domain);
        // A partner's rule comes first, so that no slip in the configuration of own domains could undo it.
        return partner.map(agreed -> new Route(partner, agreed.outbound()))
                .orElseGet(() -> new Route(
                        Optional.empty(),
                        own.get().of(domain).map(OwnDomain::outbound).orElseGet(() -> everyoneElse(domain))));
    }

    private OutboundPolicy everyoneElse(DnsName domain) {
        return destinations.stream()
                .filter(destination -> destination.names(domain))
                .findFirst()
                .map(Destination::outbound)
                .orElse(otherwise);
    }

    @Override
    public boolean isReleased(String partner, DnsName domain, Instant accepted) {
        return releases.isReleased(partner, domain, accepted);
    }
}
