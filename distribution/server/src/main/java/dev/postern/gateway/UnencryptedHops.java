package dev.postern.gateway;

import com.google.common.net.InetAddresses;
import dev.postern.domains.OwnDomain;
import dev.postern.domains.OwnDomains;
import dev.postern.partner.Cidr;
import dev.postern.partner.NextHop;
import dev.postern.partner.PartnerDirectory;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the hops between the gateway and our own servers that may be in clear text beyond this machine: partners' mail travels
 * over them too.
 */
public final class UnencryptedHops {
    private static final Logger LOGGER = LoggerFactory.getLogger(UnencryptedHops.class);
    private static final Cidr IPV4_LOOPBACK = new Cidr(InetAddresses.forString("127.0.0.0"), 8);

    private UnencryptedHops() {}

    /** Logs a WARN for each of them, if there are partners. */
    public static void warn(GatewayConfiguration gateway, OwnDomains domains, PartnerDirectory partners) {
        if (!partners.partners().isEmpty()) {
            of(gateway, domains).forEach(hop -> LOGGER.warn("Mail of partners may travel unencrypted: {}", hop));
        }
    }

    /** Returns each unencrypted hop in words, with the key that would encrypt it. */
    static List<String> of(GatewayConfiguration gateway, OwnDomains domains) {
        return Stream.concat(
                        inbound(gateway),
                        domains.all().stream()
                                .flatMap(UnencryptedHops::outbound)
                                .distinct())
                .toList();
    }

    private static Stream<String> inbound(GatewayConfiguration gateway) {
        List<Cidr> remote = gateway.relayNetworks().stream()
                .filter(Predicate.not(UnencryptedHops::isLoopback))
                .toList();
        return remote.isEmpty() || !gateway.relayRule().allowsClearText()
                ? Stream.empty()
                : Stream.of("relay.networks=" + remote + " may send without TLS; relay.requireTls: true requires it");
    }

    private static Stream<String> outbound(OwnDomain own) {
        return !own.outbound().tls().requiresTls()
                ? own.outbound().nextHops().stream()
                        .filter(Predicate.not(UnencryptedHops::isLoopback))
                        .map(hop -> "domain=" + own.entry() + " nextHop=" + hop
                                + " has level may; outbound.level: encrypt or secure requires TLS")
                : Stream.empty();
    }

    private static boolean isLoopback(Cidr network) {
        InetAddress address = network.network();
        return address.getAddress().length == 4
                ? network.prefixLength() >= IPV4_LOOPBACK.prefixLength() && IPV4_LOOPBACK.contains(address)
                : network.prefixLength() == 128 && address.isLoopbackAddress();
    }

    private static boolean isLoopback(NextHop hop) {
        return hop.socketAddress()
                .map(address -> address.getAddress().isLoopbackAddress())
                .orElseGet(() -> hop.host().equals("localhost") || hop.host().endsWith(".localhost"));
    }
}
