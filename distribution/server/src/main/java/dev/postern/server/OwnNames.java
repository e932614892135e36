package dev.postern.server;

import dev.postern.gateway.GatewayConfiguration;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the gateway's own names that lie in a partner's domain: mail under them is then a partner's by its address. */
public final class OwnNames {
    private OwnNames() {}

    /** Returns warnings for the administrator, one line each; empty if there are none. */
    public static List<String> warnings(GatewayConfiguration gateway, PartnerDirectory partners) {
        Optional<String> hostname = partners.partnerOf(gateway.hostname())
                .map(partner -> "hostname=" + gateway.hostname() + " is in a domain of partner=" + partner.name()
                        + ": DSNs are sent under a partner's name. The gateway's own DSNs pass its safety net; give the"
                        + " gateway a name in a domain of your own");
        Optional<String> postmaster = ofPostmaster(gateway, partners)
                .map(partner -> "postmaster=" + gateway.postmaster() + " is in a domain of partner=" + partner.name()
                        + ": messages about quarantined mail go to that partner, by its rule. Name a postmaster in a"
                        + " domain of your own");
        return Stream.of(hostname, postmaster).flatMap(Optional::stream).toList();
    }

    private static Optional<Partner> ofPostmaster(GatewayConfiguration gateway, PartnerDirectory partners) {
        String address = gateway.postmaster();
        return DnsName.parse(address.substring(address.lastIndexOf('@') + 1)).flatMap(partners::partnerOf);
    }
}
