package dev.postern.delivery;

import dev.postern.address.AddressText;
import dev.postern.delivery.HostLookup.Found;
import dev.postern.tls.DnsName;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found of the MX hosts of one domain, and what that comes to (RFC 5321 §5.1). For one thread. */
final class MxSearch {
    private record Ranked(int preference, Host host) {}

    private final int bestPreference;
    private final List<Ranked> found = new ArrayList<>();
    private int ourPreference = Integer.MAX_VALUE;
    private boolean hasNameWithoutAddress;
    private Optional<String> reserved = Optional.empty();

    /** @param bestPreference of all its MX records */
    MxSearch(int bestPreference) {
        this.bestPreference = bestPreference;
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

    void add(int preference, String name, InetAddress address, int port) {
        var origin = preference == bestPreference ? Host.Origin.BEST_MX : Host.Origin.MX;
        found.add(new Ranked(preference, new Host(name, address, port, origin, false)));
    }

    Found result(DnsName domain, int mostHosts) {
        List<Host> hosts = found.stream()
                .filter(ranked -> ranked.preference() < ourPreference)
                .limit(mostHosts)
                .map(Ranked::host)
                .toList();
        if (!hosts.isEmpty()) {
            return new Found.Hosts(hosts);
        }
        // Servers that are preferred to us and have no address now may have one later: that is no loop.
        if (ourPreference == bestPreference) {
            return new Found.Never(loop(domain));
        }
        return reserved.isPresent() && !hasNameWithoutAddress
                ? new Found.Never(Cause.of(
                        Trouble.RESERVED_ADDRESS,
                        "the mail server " + reserved.get() + " of " + domain
                                + " has an address in a reserved network"))
                : new Found.NotNow(
                        Cause.of(Trouble.NO_ADDRESS, "no mail server of " + domain + " has an address in the DNS"));
    }

    /** The mail of that domain would come back to us. */
    static Cause loop(DnsName domain) {
        return Cause.of(Trouble.MAIL_LOOP, "mail for " + domain + " loops back to this gateway");
    }
}
