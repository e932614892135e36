package dev.postern.james;

import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.util.Optional;
import javax.inject.Inject;

/** A partner's mail leaves as its entry says; all other mail to the MX hosts, over TLS where it is offered. */
final class PartnerRoutes implements Routes {
    private static final OutboundPolicy OTHERWISE =
            new OutboundPolicy(new TlsPolicy.May(), Optional.empty(), OnFailure.DEFER, Optional.empty());

    private final Partners partners;

    @Inject
    PartnerRoutes(Partners partners) {
        this.partners = partners;
    }

    @Override
    public Route routeOf(DnsName domain) {
        Optional<Partner> partner = partners.current().partnerOf(domain);
        return new Route(partner, partner.map(Partner::outbound).orElse(OTHERWISE));
    }
}
