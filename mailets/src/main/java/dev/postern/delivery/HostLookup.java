package dev.postern.delivery;

import com.google.common.net.InetAddresses;
import dev.postern.partner.NextHop;
import dev.postern.tls.DnsName;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/** Finds the servers for a domain: its configured next hop, or its MX hosts in their order (RFC 5321 §5.1). */
final class HostLookup {

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

    HostLookup(DNSService dns, int mxPort) {
        this.dns = dns;
        this.mxPort = mxPort;
    }

    Found nextHop(NextHop nextHop) {
        var hosts = new ArrayList<Host>();
        addAddresses(nextHop.host(), nextHop.port(), hosts);
        return hosts.isEmpty()
                ? new Found.NotNow(Cause.network("4.4", "the next hop " + nextHop + " has no address in the DNS"))
                : new Found.Hosts(hosts);
    }

    Found mx(DnsName domain) {
        Collection<String> names;
        try {
            names = dns.findMXRecords(domain.ascii());
        } catch (TemporaryResolutionException e) {
            return new Found.NotNow(Cause.network("4.3", "the DNS gave no answer for " + domain));
        }
        if (names.isEmpty()) {
            return new Found.Never(Cause.network("1.2", "the domain " + domain + " does not exist in the DNS"));
        }
        if (names.stream().allMatch(name -> name.equals("."))) {
            return new Found.Never( // RFC 7505 §3: a null MX, no mail wanted
                    Cause.network("1.10", "the domain " + domain + " says in the DNS that it takes no mail"));
        }
        var hosts = new ArrayList<Host>();
        names.forEach(name -> addAddresses(name, mxPort, hosts));
        return hosts.isEmpty()
                ? new Found.NotNow(Cause.network("4.4", "no mail server of " + domain + " has an address in the DNS"))
                : new Found.Hosts(hosts);
    }

    private void addAddresses(String name, int port, List<Host> hosts) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (InetAddresses.isInetAddress(plain)) {
            hosts.add(new Host(plain, InetAddresses.forString(plain), port));
            return;
        }
        try {
            dns.getAllByName(plain).forEach(address -> hosts.add(new Host(plain, address, port)));
        } catch (UnknownHostException e) {
            // One MX host without an address is no reason to leave out the others (RFC 5321 §5.1).
        }
    }
}
