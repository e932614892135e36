package dev.postern.server;

import dev.postern.gateway.GatewayConfiguration;
import dev.postern.partner.Cidr;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.stream.Collectors;

/** The values of {@code gateway.yaml} that James's XML files may name. */
final class GatewayValues {
    private GatewayValues() {}

    static Map<String, String> of(GatewayConfiguration gateway) {
        return Map.of(
                "gateway.hostname", gateway.hostname().ascii(),
                "gateway.postmaster", gateway.postmaster(),
                "gateway.smtp.bind", bind(gateway.smtp().bind()),
                "gateway.smtp.implicitTlsBind",
                        gateway.smtp()
                                .implicitTlsBind()
                                .map(GatewayValues::bind)
                                .orElse("0.0.0.0:465"),
                "gateway.smtp.implicitTls",
                        Boolean.toString(gateway.smtp().implicitTlsBind().isPresent()),
                "gateway.smtp.maxMessageSize", Long.toString(gateway.smtp().maxMessageSize()),
                "gateway.smtp.maxConnections", Integer.toString(gateway.smtp().maxConnections()),
                "gateway.smtp.maxConnectionsPerAddress",
                        Integer.toString(gateway.smtp().maxConnectionsPerAddress()),
                "gateway.relay.networks",
                        gateway.relayNetworks().stream().map(Cidr::toString).collect(Collectors.joining(",")));
    }

    private static String bind(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
