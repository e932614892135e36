package dev.postern.delivery;

import com.google.common.net.InetAddresses;
import dev.postern.delivery.MailExchangers.MailExchanger;
import dev.postern.partner.NextHop;
import dev.postern.tls.DnsName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
    private final OwnAddresses own;

    HostLookup(DNSService dns, DeliverySettings settings) {
        this.dns = dns;
        this.mxPort = settings.port();
        this.own = new OwnAddresses(settings);
    }

    /** Looks for the servers that the route leads to, within the attempt's time for establishing sessions. */
    Found of(DnsName domain, Route route, AttemptDeadline deadline) {
        long began = System.nanoTime();
        Supplier<Duration> taken = () -> Duration.ofNanos(System.nanoTime() - began);
        try {
            return route.policy()
                    .nextHop()
                    .map(this::nextHop)
                    .orElseGet(() -> mx(domain, () -> deadline.isSearchOverAfter(taken.get())));
        } finally {
            deadline.spent(taken.get());
        }
    }

    Found nextHop(NextHop nextHop) {
        List<Host> all = addresses(nextHop.host()).stream()
                .limit(MOST_HOSTS)
                .map(address -> new Host(nextHop.host(), address, nextHop.port()))
                .toList();
        if (all.isEmpty()) {
            return new Found.NotNow(
                    Cause.of(Trouble.NO_ADDRESS, "the next hop " + nextHop + " has no address in the DNS"));
        }
        List<Host> others = all.stream().filter(host -> !isOurs(host)).toList();
        // The operator's slip and not the DNS's word: it can be mended before mail is returned.
        return others.isEmpty()
                ? new Found.NotNow(
                        Cause.of(Trouble.NEXT_HOP_LOOP, "the next hop " + nextHop + " is this gateway itself"))
                : new Found.Hosts(others);
    }

    /** Without a limit of time. */
    Found mx(DnsName domain) {
        return mx(domain, () -> false);
    }

    /** @param isOver whether the time for looking is over: what was found until then is what there is */
    Found mx(DnsName domain, BooleanSupplier isOver) {
        List<MailExchanger> exchangers;
        try {
            exchangers = exchangers(absolute(domain.ascii()));
        } catch (TemporaryResolutionException e) {
            return new Found.NotNow(Cause.of(Trouble.DNS_SILENT, "the DNS gave no answer for " + domain));
        }
        if (exchangers.isEmpty()) {
            return new Found.Never(Cause.of(
                    Trouble.NO_SUCH_DOMAIN,
                    "the domain " + domain + " has neither a mail server nor an address in the DNS"));
        }
        if (exchangers.stream().allMatch(exchanger -> exchanger.name().equals("."))) {
            return new Found.Never( // RFC 7505 §3: a null MX, no mail wanted
                    Cause.of(
                            Trouble.NO_MAIL_WANTED, "the domain " + domain + " says in the DNS that it takes no mail"));
        }
        return hosts(domain, exchangers, isOver);
    }

    private List<MailExchanger> exchangers(String domain) throws TemporaryResolutionException {
        if (dns instanceof MailExchangers exact) {
            return exact.mailExchangers(domain);
        }
        // James's DNS service sorts and shuffles, and forgets the preferences: each server counts as less preferred.
        List<MailExchanger> exchangers = new ArrayList<>();
        dns.findMXRecords(domain).forEach(name -> exchangers.add(new MailExchanger(exchangers.size(), name)));
        return exchangers;
    }

    /** RFC 5321 §5.1: if we are one of them, to go to one that is preferred no more than ourselves would be a loop. */
    private Found hosts(DnsName domain, List<MailExchanger> exchangers, BooleanSupplier isOver) {
        record Ranked(int preference, Host host) {}
        List<Ranked> found = new ArrayList<>();
        int ourPreference = Integer.MAX_VALUE;
        int bestPreference = exchangers.get(0).preference(); // they come in their order
        // Each name costs a look-up, for which a hostile zone may take its time.
        for (MailExchanger exchanger : exchangers.stream().limit(MOST_HOSTS).toList()) {
            String name = plain(exchanger.name());
            if (exchanger.preference() >= ourPreference || found.size() >= MOST_HOSTS || isOver.getAsBoolean()) {
                break;
            }
            if (own.isOurName(name)) {
                ourPreference = exchanger.preference();
                continue;
            }
            if (InetAddresses.isInetAddress(name)) {
                continue; // a name has to stand there (RFC 5321 §5.1), and not every zone is honest
            }
            for (InetAddress address : addresses(name)) {
                var host = new Host(name, address, mxPort);
                if (isOurs(host)) {
                    ourPreference = exchanger.preference();
                } else {
                    found.add(new Ranked(exchanger.preference(), host));
                }
            }
        }
        int limit = ourPreference;
        List<Host> hosts = found.stream()
                .filter(ranked -> ranked.preference() < limit)
                .limit(MOST_HOSTS)
                .map(Ranked::host)
                .toList();
        if (!hosts.isEmpty()) {
            return new Found.Hosts(hosts);
        }
        // Servers that are preferred to us and have no address now may have one later: that is no loop.
        return limit == bestPreference
                ? new Found.Never(loop(domain))
                : new Found.NotNow(
                        Cause.of(Trouble.NO_ADDRESS, "no mail server of " + domain + " has an address in the DNS"));
    }

    private boolean isOurs(Host host) {
        return own.isOurs(host.address(), host.port());
    }

    private static String plain(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static Cause loop(DnsName domain) {
        return Cause.of(
                Trouble.MAIL_LOOP,
                "the DNS says that this gateway is the mail server of " + domain + ", and it is not");
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
