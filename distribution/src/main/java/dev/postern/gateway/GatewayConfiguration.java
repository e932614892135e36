package dev.postern.gateway;

import dev.postern.partner.Cidr;
import dev.postern.partner.OutboundPolicy;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code gateway.yaml}, whole and valid. Immutable; paths are absolute.
 *
 * @param hostname EHLO name, the {@code by} of Received, the name in a generated certificate
 * @param postmaster who is told of rejected messages
 * @param domains mail accepted from the world: these only; never empty
 * @param relayNetworks hosts that may send to any domain through the gateway
 * @param dnsServers empty: the system's resolvers
 * @param admin where the admin port listens
 */
public record GatewayConfiguration(
        DnsName hostname,
        String postmaster,
        Smtp smtp,
        Tls tls,
        List<OwnDomain> domains,
        List<Cidr> relayNetworks,
        Delivery delivery,
        List<InetSocketAddress> dnsServers,
        InetSocketAddress admin) {

    /**
     * Where and how much mail is taken.
     *
     * @param bind SMTP with STARTTLS
     * @param implicitTlsBind SMTP over implicit TLS (RFC 8314 §3); empty: not opened
     * @param maxMessageSize in bytes
     */
    public record Smtp(
            InetSocketAddress bind,
            Optional<InetSocketAddress> implicitTlsBind,
            long maxMessageSize,
            int maxConnections,
            int maxConnectionsPerAddress) {}

    /** The gateway's own certificate (PEM chain) and key (PEM), made at first start if both files are absent. */
    public record Tls(Path certificate, Path privateKey, TlsVersion minVersion) {}

    /** A domain that is ours; its {@code outbound} always has a next hop. */
    public record OwnDomain(DnsName domain, OutboundPolicy outbound) {}

    /**
     * How mail leaves where nothing else is agreed.
     *
     * @param defaultOutbound for domains that are nobody's
     * @param port of an MX host
     * @param retries waits between attempts; the last one repeats
     */
    public record Delivery(
            OutboundPolicy defaultOutbound,
            int port,
            List<Duration> retries,
            Duration warnAfter,
            Duration giveUpAfter) {}
}
