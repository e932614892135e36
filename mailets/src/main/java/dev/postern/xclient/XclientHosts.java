package dev.postern.xclient;

import dev.postern.partner.Cidr;
import java.net.InetAddress;
import java.util.List;

/** The hosts that may say XCLIENT. Immutable. */
public record XclientHosts(List<Cidr> networks) {
    public static final XclientHosts NONE = new XclientHosts(List.of());

    public XclientHosts {
        networks = List.copyOf(networks);
    }

    boolean contain(InetAddress host) {
        return networks.stream().anyMatch(network -> network.contains(host));
    }
}
