package dev.postern.loop;

import dev.postern.partner.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that are no part of the internet (RFC 6890 and its registries): private, link-local, shared and reserved ones.
 * The networks for documentation are not among them, as nobody has them.
 */
final class SpecialAddresses {
    private static final List<Cidr> NETWORKS = Stream.of(
                    "0.0.0.0/8", // RFC 791: this network
                    "10.0.0.0/8", // RFC 1918
                    "100.64.0.0/10", // RFC 6598: shared by carriers
                    "127.0.0.0/8", // RFC 1122: loopback
                    "169.254.0.0/16", // RFC 3927: link-local
                    "172.16.0.0/12", // RFC 1918
                    "192.0.0.0/24", // RFC 6890: protocol assignments
                    "192.168.0.0/16", // RFC 1918
                    "198.18.0.0/15", // RFC 2544: benchmarks
                    "::/96", // RFC 4291: unspecified, loopback, IPv4-compatible
                    "64:ff9b:1::/48", // RFC 8215: local translation
                    "100::/64", // RFC 6666: discard
                    "fc00::/7", // RFC 4193: unique local
                    "fe80::/10", // RFC 4291: link-local
                    "fec0::/10") // RFC 3879: site-local, deprecated
            .flatMap(network -> Cidr.parse(network).stream())
            .toList();

    /** RFC 1112 §4, RFC 4291 §2.7: multicast; RFC 919 and RFC 1112 §4: broadcast and reserved. */
    private static final List<Cidr> NO_HOST = Stream.of("224.0.0.0/4", "240.0.0.0/4", "ff00::/8")
            .flatMap(network -> Cidr.parse(network).stream())
            .toList();

    private SpecialAddresses() {}

    /** Returns whether the address lies in a network that is not part of the internet, or is no host's. */
    static boolean contain(InetAddress address) {
        return isNoHost(address) || NETWORKS.stream().anyMatch(network -> network.contains(address));
    }

    /** Returns whether no server at all can have that address. */
    static boolean isNoHost(InetAddress address) {
        return NO_HOST.stream().anyMatch(network -> network.contains(address));
    }
}
