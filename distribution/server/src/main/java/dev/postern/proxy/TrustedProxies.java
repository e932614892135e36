package dev.postern.proxy;

import dev.postern.partner.Cidr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** The hosts from which every connection must begin with a PROXY header. Immutable. */
public record TrustedProxies(List<Cidr> networks) {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    public boolean contain(SocketAddress peer) {
        return peer instanceof InetSocketAddress address
                && address.getAddress() != null
                && networks.stream().anyMatch(network -> network.contains(address.getAddress()));
    }
}
