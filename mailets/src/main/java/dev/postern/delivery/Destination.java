package dev.postern.delivery;

import dev.postern.acceptance.RuleInForce;
import dev.postern.address.AddressText;
import dev.postern.lanes.Bound;
import dev.postern.lanes.OrganisationalDomain;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.route.Route;
import dev.postern.smtpclient.Host;
import dev.postern.tls.DnsName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The destination of a message: whose servers it is sent to.
 *
 * @param lane whose they are: all of a partner's domains are one, so that a partner whose servers hang cannot hold more
 *     workers by having many of them
 * @param servers what fails as a whole: a partner's next hop, or the MX hosts of one domain
 * @param owners whose it is besides, by its name
 * @param configured whether the operator knows it: a partner, or a next hop of the configuration
 * @param limits how much it is sent, and with which other mail together
 */
record Destination(String lane, String servers, Set<String> owners, boolean configured, OutboundLimits limits) {

    /** One of which nothing is known. */
    Destination(String lane, String servers) {
        this(lane, servers, Set.of(), false, OutboundLimits.NONE);
    }

    static Destination of(DnsName domain, Route route) {
        Optional<String> partner = route.ruledBy().map(name -> "partner " + name);
        String lane = partner.orElse(domain.ascii());
        Optional<String> nextHops = Optional.of(route.policy().nextHops().stream()
                        .map(NextHop::toString)
                        .collect(Collectors.joining(", ")))
                .filter(names -> !names.isEmpty());
        // Withheld mail connects to nobody, and so takes no turn of whoever has the domain now.
        OutboundLimits limits = route.rule() instanceof RuleInForce.Withheld
                ? OutboundLimits.NONE
                : route.policy().limits();
        return new Destination(
                lane,
                nextHops.map(names -> lane + " by " + names).orElse(domain.ascii()) + terms(route),
                Set.of("owner " + OrganisationalDomain.of(domain.ascii())),
                route.partner().isPresent() || nextHops.isPresent(),
                limits.of(partner.or(limits::destination).or(() -> nextHops).orElse(domain.ascii())));
    }

    /** Returns how many of its messages may be under way at once, if the operator says so. */
    Optional<Bound> bound() {
        return limits.maxConnections()
                .map(most -> new Bound("limit " + limits.destination().orElse(lane), most));
    }

    /** Servers that do not satisfy the rule of older mail may be all right for mail that is accepted now. */
    private static String terms(Route route) {
        return route.rule() instanceof RuleInForce.Recorded recorded
                ? " by the rule of partner " + recorded.rule().partner() + " ("
                        + recorded.rule().words() + ")"
                : "";
    }

    /**
     * Whose the servers are that a domain's MX records name: only of the first one, which is asked first. Somebody else's
     * server behind it, listed by a stranger, is not made to wait for this one.
     */
    static Set<String> ownersOf(Host first) {
        return Set.of(
                "owner " + OrganisationalDomain.of(first.name()), "server " + AddressText.of(network(first.address())));
    }

    /** All of an IPv6 network of 64 bits is one customer's. */
    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] octets = address.getAddress();
        Arrays.fill(octets, octets.length / 2, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // it has the length of an address
        }
    }
}
