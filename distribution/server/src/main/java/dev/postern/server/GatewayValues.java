package dev.postern.server;

import static java.util.Map.entry;

import dev.postern.address.AddressText;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.partner.Cidr;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The values of {@code gateway.yaml} that James's XML files may name. */
public final class GatewayValues {
    private GatewayValues() {}

    public static Map<String, String> of(GatewayConfiguration gateway) {
        var smtp = gateway.smtp();
        var dsn = gateway.delivery().dsn();
        return Map.ofEntries(
                entry("gateway.hostname", gateway.hostname().ascii()),
                entry("gateway.postmaster", gateway.postmaster()),
                entry("gateway.smtp.bind", bind(smtp.bind())),
                entry(
                        "gateway.smtp.implicitTlsBind",
                        smtp.implicitTlsBind().map(GatewayValues::bind).orElse("0.0.0.0:465")),
                entry(
                        "gateway.smtp.implicitTls",
                        Boolean.toString(smtp.implicitTlsBind().isPresent())),
                entry("gateway.smtp.maxMessageSize", Long.toString(smtp.maxMessageSize())),
                entry(
                        "gateway.smtp.maxConnections",
                        Integer.toString(smtp.connections().inAll())),
                entry(
                        "gateway.smtp.maxConnectionsPerAddress",
                        Integer.toString(smtp.connections().perAddress())),
                entry(
                        "gateway.smtp.timeouts.command",
                        wholeSeconds(smtp.timeouts().command())),
                entry(
                        "gateway.smtp.timeouts.transaction",
                        wholeSeconds(smtp.timeouts().transaction())),
                entry(
                        "gateway.smtp.timeouts.handshake",
                        wholeSeconds(smtp.timeouts().handshake())),
                entry("gateway.smtp.minDataRate", Integer.toString(smtp.minDataRate())),
                entry("gateway.smtp.junkCommands", Integer.toString(smtp.junkCommands())),
                entry(
                        "gateway.relay.networks",
                        gateway.relayNetworks().stream().map(Cidr::toString).collect(Collectors.joining(","))),
                entry("gateway.delivery.dsn.maxMessages", Integer.toString(dsn.maxMessages())),
                entry(
                        "gateway.delivery.dsn.retries",
                        dsn.retries().stream().map(GatewayValues::seconds).collect(Collectors.joining(", "))),
                entry("gateway.delivery.dsn.giveUpAfter", seconds(dsn.giveUpAfter())),
                entry("gateway.mail.noticePeriod", seconds(gateway.mail().noticePeriod())));
    }

    /** Formats a duration for James's mailets. */
    private static String seconds(Duration duration) {
        return duration.toSeconds() + " seconds";
    }

    /** Formats a duration for smtpserver.xml. */
    private static String wholeSeconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private static String bind(InetSocketAddress address) {
        return AddressText.of(address);
    }
}
