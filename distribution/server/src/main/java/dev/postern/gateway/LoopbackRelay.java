package dev.postern.gateway;

import dev.postern.partner.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds configurations in which connections from outside may arrive from loopback, and loopback may relay. */
public final class LoopbackRelay {
    private LoopbackRelay() {}

    /** Returns what an administrator should know, one line each. */
    public static List<String> warnings(GatewayConfiguration gateway) {
        List<String> warnings = new ArrayList<>();
        if (!hasLoopback(gateway.relayNetworks())) {
            return warnings;
        }
        if (hasLoopback(gateway.smtp().proxies().networks())) {
            warnings.add(
                    "relay.networks has loopback, and so has smtp.proxyProtocol.from: a client that reaches the proxy"
                            + " from this machine, or through another proxy on it, may relay");
        } else if (listensOnLoopbackOnly(gateway)) {
            warnings.add(
                    "relay.networks has loopback, and the listeners are on loopback only: if a proxy on this machine"
                            + " passes connections from outside on to them, anyone may relay; set relay.networks, or"
                            + " smtp.proxyProtocol.from and let it send PROXY headers");
        }
        return warnings;
    }

    private static boolean listensOnLoopbackOnly(GatewayConfiguration gateway) {
        return Stream.concat(Stream.of(gateway.smtp().bind()), gateway.smtp().implicitTlsBind().stream())
                .allMatch(bind -> bind.getAddress().isLoopbackAddress());
    }

    private static boolean hasLoopback(List<Cidr> networks) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return networks.stream()
                .anyMatch(network ->
                        network.contains(loopback) || network.network().isLoopbackAddress());
    }
}
