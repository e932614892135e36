package dev.postern.admission;

import dev.postern.partner.Cidr;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/**
 * Tells own servers, partners and strangers apart by their addresses. Follows each reload of the partners. Safe for any
 * thread.
 *
 * <p>A source of more than a /8 (IPv6: /16) makes nobody a partner here: half the Internet would share what is reserved.
 */
public final class Clients {
    private static final int WIDEST_IPV4 = 8;
    private static final int WIDEST_IPV6 = 16;

    private final NetworkSet relayNetworks;
    private final Partners partners;
    private volatile Sources sources;

    private record Sources(PartnerDirectory partners, NetworkSet networks) {}

    public Clients(Collection<Cidr> relayNetworks, Partners partners) {
        this.relayNetworks = new NetworkSet(relayNetworks);
        this.partners = partners;
        this.sources = read(partners.current());
    }

    /** Returns the client at that address as the current partners have it. */
    public Client at(InetAddress address) {
        return new Client(kind(address), address);
    }

    private ClientKind kind(InetAddress address) {
        if (relayNetworks.contains(address)) {
            return ClientKind.OWN_SERVER;
        }
        return sources().contains(address) ? ClientKind.PARTNER : ClientKind.STRANGER;
    }

    private NetworkSet sources() {
        PartnerDirectory current = partners.current();
        if (sources.partners() != current) {
            sources = read(current);
        }
        return sources.networks();
    }

    private static Sources read(PartnerDirectory directory) {
        List<Cidr> networks = directory.partners().stream()
                .flatMap(partner -> partner.inbound().sources().stream())
                .filter(Clients::isNarrow)
                .toList();
        return new Sources(directory, new NetworkSet(networks));
    }

    private static boolean isNarrow(Cidr network) {
        return network.prefixLength() >= (network.network() instanceof Inet6Address ? WIDEST_IPV6 : WIDEST_IPV4);
    }
}
