package dev.postern.route;

import com.google.common.net.InetAddresses;
import dev.postern.address.OutboundAddresses;
import dev.postern.dns.DnsAnswer;
import dev.postern.dns.MailDns;
import dev.postern.dns.MailExchanger;
import dev.postern.loop.MxAddresses;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.smtpclient.AttemptDeadline;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.tls.DnsName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Finds the servers for a domain: its configured next hop, or its MX hosts in their order (RFC 5321 §5.1). Safe for any
 * thread.
 *
 * <p>Only what the DNS says for certain is final; a host without an address is never final, as James's DNS service does
 * not tell "has none" from "no answer" there.
 */
public final class HostLookup {
    private static final String LOCALHOST = "localhost";
    /** More names and addresses than any real destination has; what a hostile zone lists beyond costs us nothing. */
    private static final int MOST_HOSTS = 20;

    private final MailDns dns;
    private final int mxPort;
    private final Optional<DnsName> ourName;
    private final MxAddresses own;
    private final OutboundAddresses between;

    public HostLookup(MailDns dns, DeliverySettings settings) {
        this.dns = dns;
        this.mxPort = settings.port();
        this.ourName = DnsName.parse(settings.hostname());
        this.own = new MxAddresses(settings.site(), this::addresses);
        this.between = settings.addresses();
    }

    /** Looks for the servers that the route leads to, within the attempt's time for establishing sessions. */
    public FoundHosts of(DnsName domain, Route route, AttemptDeadline deadline) {
        long began = System.nanoTime();
        Supplier<Duration> taken = () -> Duration.ofNanos(System.nanoTime() - began);
        try {
            return route.policy().nextHop().isPresent()
                    ? nextHops(route.policy(), () -> deadline.isSearchOverAfter(taken.get()))
                    : mx(
                            domain,
                            route.ruledBy().isPresent(),
                            route.policy().addresses(),
                            () -> deadline.isSearchOverAfter(taken.get()));
        } finally {
            deadline.spent(taken.get());
        }
    }

    /** Looks for all configured next hops, in their order; without any, the reason is that of the first. */
    public FoundHosts nextHops(OutboundPolicy policy, BooleanSupplier isOver) {
        List<Host> hosts = new ArrayList<>();
        Optional<FoundHosts> first = Optional.empty();
        for (NextHop nextHop : policy.nextHops()) {
            if (first.isPresent() && isOver.getAsBoolean()) {
                break;
            }
            FoundHosts found = nextHop(nextHop, policy);
            first = first.or(() -> Optional.of(found));
            if (found instanceof FoundHosts.Hosts some) {
                hosts.addAll(some.hosts());
            }
        }
        return hosts.isEmpty() ? first.orElseThrow() : new FoundHosts.Hosts(hosts);
    }

    FoundHosts nextHop(NextHop nextHop) {
        return nextHop(nextHop, false, OutboundAddresses.UNWRITTEN);
    }

    /** Looks for one next hop of that policy. */
    public FoundHosts nextHop(NextHop nextHop, OutboundPolicy policy) {
        return nextHop(nextHop, policy.submission().isImplicitTls(nextHop), policy.addresses());
    }

    private FoundHosts nextHop(NextHop nextHop, boolean implicitTls, OutboundAddresses written) {
        OutboundAddresses wanted = written.over(between);
        Collection<InetAddress> found = addresses(nextHop.host());
        // An operator who writes an address means it.
        Collection<InetAddress> usable =
                nextHop.name().isEmpty() ? found : wanted.families().choose(found, MOST_HOSTS);
        List<Host> all = usable.stream()
                .map(address -> new Host(
                        nextHop.host(),
                        address,
                        nextHop.port(),
                        Host.Origin.CONFIGURED,
                        implicitTls,
                        wanted.source().towards(address)))
                .toList();
        if (all.isEmpty()) {
            return new FoundHosts.NotNow(Cause.of(
                    FailureKind.NO_ADDRESS,
                    "the next hop " + nextHop + " has no "
                            + (found.isEmpty()
                                    ? "address in the DNS"
                                    : wanted.families().families() + " address")));
        }
        List<Host> others = all.stream()
                .filter(host -> !own.isListener(host.address(), host.port()))
                .toList();
        // The operator's slip and not the DNS's word: it can be mended before mail is returned.
        return others.isEmpty()
                ? new FoundHosts.NotNow(
                        Cause.of(FailureKind.NEXT_HOP_LOOP, "the next hop " + nextHop + " is this gateway itself"))
                : new FoundHosts.Hosts(others);
    }

    /** Of a domain with which nothing is agreed, and without a limit of time. */
    public FoundHosts mx(DnsName domain) {
        return mx(domain, false, OutboundAddresses.UNWRITTEN, () -> false);
    }

    /**
     * @param agreed whether the domain has a rule: its servers may then be in a private network
     * @param written between which addresses its mail goes, as far as its route says
     * @param isOver whether the time for looking is over: what was found until then is what there is
     */
    FoundHosts mx(DnsName domain, boolean agreed, OutboundAddresses written, BooleanSupplier isOver) {
        DnsAnswer<MailExchanger> answer = dns.mailExchangers(absolute(domain.ascii()));
        if (answer instanceof DnsAnswer.Silent) {
            return new FoundHosts.NotNow(Cause.of(FailureKind.DNS_SILENT, "the DNS gave no answer for " + domain));
        }
        List<MailExchanger> exchangers = answer.orEmpty();
        if (exchangers.isEmpty()) {
            return new FoundHosts.Never(Cause.of(
                    FailureKind.NO_SUCH_DOMAIN,
                    "the domain " + domain + " has neither a mail server nor an address in the DNS"));
        }
        if (exchangers.stream().allMatch(exchanger -> exchanger.name().equals("."))) {
            return new FoundHosts.Never( // RFC 7505 §3: a null MX, no mail wanted
                    Cause.of(FailureKind.NO_MAIL_WANTED, "the domain " + domain + " accepts no mail (null MX)"));
        }
        return hosts(domain, agreed, exchangers, written.over(between), isOver);
    }

    /** RFC 5321 §5.1: if we are one of them, to go to one that is preferred no more than ourselves would be a loop. */
    private FoundHosts hosts(
            DnsName domain,
            boolean agreed,
            List<MailExchanger> exchangers,
            OutboundAddresses wanted,
            BooleanSupplier isOver) {
        var search = new MxSearch(exchangers.get(0).preference(), wanted); // they come in their order
        // Each name costs a look-up, for which a hostile zone may take its time.
        for (MailExchanger exchanger : exchangers.stream().limit(MOST_HOSTS).toList()) {
            String name = plain(exchanger.name());
            int preference = exchanger.preference();
            if (search.isBeyondOurs(preference) || search.found() >= MOST_HOSTS || isOver.getAsBoolean()) {
                break;
            }
            if (isOurName(name) || own.isInnerName(name)) {
                search.ours(preference);
                continue;
            }
            if (InetAddresses.isInetAddress(name)) {
                continue; // a name has to stand there (RFC 5321 §5.1), and not every zone is honest
            }
            Collection<InetAddress> addresses = addresses(name);
            if (addresses.isEmpty()) {
                search.withoutAddress();
            }
            for (InetAddress address : addresses) {
                switch (own.judge(address, mxPort, agreed)) {
                    case FOREIGN -> search.add(preference, name, address, mxPort);
                    case OURS -> search.ours(preference);
                    case RESERVED -> search.reserved(name, address);
                }
            }
        }
        return search.result(domain, MOST_HOSTS);
    }

    private boolean isOurName(String host) {
        return ourName.isPresent() && ourName.equals(DnsName.parse(host));
    }

    private static String plain(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private Collection<InetAddress> addresses(String name) {
        if (InetAddresses.isInetAddress(name)) {
            return List.of(InetAddresses.forString(name));
        }
        if (isLocalhost(name.toLowerCase(Locale.ROOT))) {
            return List.of(InetAddress.getLoopbackAddress()); // RFC 6761 §6.3: never asked of the DNS
        }
        // One MX host without an address is no reason to leave out the others (RFC 5321 §5.1).
        return name.isEmpty() ? List.of() : dns.addresses(absolute(name)).orEmpty();
    }

    private static boolean isLocalhost(String name) {
        return name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }

    /**
     * With its final dot, so that no search path of this machine makes another name of it: mail of a domain that does not
     * exist must not go to one that does. A name of one label is the operator's own and means a host nearby.
     */
    private static String absolute(String name) {
        return name.contains(".") ? name + "." : name;
    }
}
