package dev.postern.delivery;

import com.google.common.collect.Iterables;
import com.google.common.net.InetAddresses;
import dev.postern.partner.NextHop;
import dev.postern.tls.DnsName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/**
 * Finds the servers for a domain: its configured next hop, or its MX hosts in their order (RFC 5321 §5.1). Safe for any
 * thread.
 *
 * <p>Only what the DNS says for certain is final; a host without an address is never final, as James's DNS service does
 * not tell "has none" from "no answer" there.
 */
final class HostLookup {
    private static final String LOCALHOST = "localhost";
    /** More names and addresses than any real destination has; what a hostile zone lists beyond costs us nothing. */
    private static final int MOST_HOSTS = 20;

    /** What was found. */
    sealed interface Found {
        /** At least one, in the order to try. */
        record Hosts(List<Host> hosts) implements Found {}

        /** None for now. */
        record NotNow(Cause cause) implements Found {}

        /** None, and there will be none. */
        record Never(Cause cause) implements Found {}
    }

    private final DNSService dns;
    private final int mxPort;
    private final Optional<DnsName> ourName;

    HostLookup(DNSService dns, DeliverySettings settings) {
        this.dns = dns;
        this.mxPort = settings.port();
        this.ourName = DnsName.parse(settings.hostname());
    }

    Found nextHop(NextHop nextHop) {
        List<Host> hosts = addresses(nextHop.host()).stream()
                .map(address -> new Host(nextHop.host(), address, nextHop.port()))
                .toList();
        return hosts.isEmpty()
                ? new Found.NotNow(Cause.network("4.4", "the next hop " + nextHop + " has no address in the DNS"))
                : new Found.Hosts(hosts);
    }

    Found mx(DnsName domain) {
        Collection<String> names;
        try {
            names = dns.findMXRecords(absolute(domain.ascii()));
        } catch (TemporaryResolutionException e) {
            return new Found.NotNow(Cause.network("4.3", "the DNS gave no answer for " + domain));
        }
        if (names.isEmpty()) {
            return new Found.Never(Cause.network(
                    "1.2", "the domain " + domain + " has neither a mail server nor an address in the DNS"));
        }
        if (names.stream().allMatch(name -> name.equals("."))) {
            return new Found.Never( // RFC 7505 §3: a null MX, no mail wanted
                    Cause.network("1.10", "the domain " + domain + " says in the DNS that it takes no mail"));
        }
        var hosts = new ArrayList<Host>();
        // Each name costs a look-up, for which a hostile zone may take its time.
        for (String name : Iterables.limit(names, MOST_HOSTS)) {
            String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            if (ourName.isPresent() && ourName.equals(DnsName.parse(plain))) {
                // RFC 5321 §5.1: we are one of its mail servers; to go to a less preferred one would be a loop.
                return hosts.isEmpty() ? new Found.Never(loop(domain)) : new Found.Hosts(hosts);
            }
            addresses(plain).stream()
                    .limit(MOST_HOSTS - hosts.size())
                    .forEach(address -> hosts.add(new Host(plain, address, mxPort)));
        }
        return hosts.isEmpty()
                ? new Found.NotNow(Cause.network("4.4", "no mail server of " + domain + " has an address in the DNS"))
                : new Found.Hosts(hosts);
    }

    private static Cause loop(DnsName domain) {
        return Cause.network(
                "4.6", "the DNS says that this gateway is the mail server of " + domain + ", and it is not");
    }

    private Collection<InetAddress> addresses(String name) {
        if (InetAddresses.isInetAddress(name)) {
            return List.of(InetAddresses.forString(name));
        }
        if (name.equals(LOCALHOST)) {
            return List.of(InetAddress.getLoopbackAddress()); // RFC 6761 §6.3: never asked of the DNS
        }
        try {
            return name.isEmpty() ? List.of() : dns.getAllByName(absolute(name));
        } catch (UnknownHostException e) {
            return List.of(); // one MX host without an address is no reason to leave out the others (RFC 5321 §5.1)
        }
    }

    /**
     * With its final dot, so that no search path of this machine makes another name of it: mail of a domain that does not
     * exist must not go to one that does. A name of one label is the operator's own and means a host nearby.
     */
    private static String absolute(String name) {
        return name.contains(".") ? name + "." : name;
    }
}
