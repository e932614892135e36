package dev.postern.route;

import dev.postern.address.AddressFamilies;
import dev.postern.address.AddressText;
import dev.postern.address.OutboundAddresses;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.text.Printable;
import dev.postern.tls.DnsName;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What was found of the MX hosts of one domain, and what that comes to (RFC 5321 §5.1). For one thread. */
final class MxSearch {
    private record Ranked(int preference, Host host) {}

    private final int bestPreference;
    private final List<Ranked> found = new ArrayList<>();
    private int ourPreference = Integer.MAX_VALUE;
    private final OutboundAddresses wanted;
    private boolean hasNameWithoutAddress;
    private boolean hasOtherFamily;
    private Optional<String> reserved = Optional.empty();

    /**
     * @param bestPreference of all its MX records
     * @param wanted between which addresses mail goes
     */
    MxSearch(int bestPreference, OutboundAddresses wanted) {
        this.bestPreference = bestPreference;
        this.wanted = wanted;
    }

    /** Returns whether a server of that preference is preferred no more than we are. */
    boolean isBeyondOurs(int preference) {
        return preference >= ourPreference;
    }

    int found() {
        return found.size();
    }

    /** One of the records names us. */
    void ours(int preference) {
        ourPreference = preference;
    }

    void withoutAddress() {
        hasNameWithoutAddress = true;
    }

    void reserved(String name, InetAddress address) {
        reserved = reserved.or(() -> Optional.of(Printable.of(name) + "[" + AddressText.of(address) + "]"));
    }

    /** A server of somebody else, which counts if mail goes to addresses of its family. */
    void add(int preference, String name, InetAddress address, int port) {
        if (!wanted.families().include(address)) {
            hasOtherFamily = true;
            return;
        }
        var origin = preference == bestPreference ? Host.Origin.BEST_MX : Host.Origin.MX;
        found.add(new Ranked(
                preference,
                new Host(name, address, port, origin, false, wanted.source().towards(address))));
    }

    FoundHosts result(DnsName domain, int mostHosts) {
        List<Host> all = found.stream()
                .filter(ranked -> ranked.preference() < ourPreference)
                .sorted(Comparator.comparingInt(Ranked::preference)
                        .thenComparing(
                                ranked -> ranked.host().address(),
                                wanted.families().order()))
                .map(Ranked::host)
                .toList();
        List<Host> hosts = AddressFamilies.balanced(all, Host::address, mostHosts);
        if (!hosts.isEmpty()) {
            return new FoundHosts.Hosts(hosts);
        }
        // Servers that are preferred to us and have no address now may have one later: that is no loop.
        if (ourPreference == bestPreference) {
            return new FoundHosts.Never(loop(domain));
        }
        return reserved.isPresent() && !hasNameWithoutAddress && !hasOtherFamily
                ? new FoundHosts.Never(Cause.of(
                        FailureKind.RESERVED_ADDRESS,
                        "the mail server " + reserved.get() + " of " + domain
                                + " has an address in a reserved network"))
                : new FoundHosts.NotNow(Cause.of(
                        FailureKind.NO_ADDRESS,
                        "no mail server of " + domain + " has an "
                                + (hasOtherFamily ? wanted.families().families() + " " : "") + "address in the DNS"));
    }

    /** The mail of that domain would come back to us. */
    static Cause loop(DnsName domain) {
        return Cause.of(FailureKind.MAIL_LOOP, "mail for " + domain + " loops back to this gateway");
    }
}
