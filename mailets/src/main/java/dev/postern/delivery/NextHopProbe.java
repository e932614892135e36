package dev.postern.delivery;

import dev.postern.dns.MailDns;
import dev.postern.partner.MailDomain;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.route.DeliverySettings;
import dev.postern.route.FoundHosts;
import dev.postern.route.HostLookup;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpTimeouts;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TrustAnchors;
import dev.postern.verification.ProbeOutcome;
import dev.postern.verification.ProbeOutcome.Undecided;
import dev.postern.verification.RecipientProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.james.core.MailAddress;

/**
 * Asks the configured next hops of a recipient's domain whether they accept the recipient: a delivery that stops before DATA, by
 * the same route and under the same TLS policy. Hosts are asked in their order until one decides. Safe for any thread.
 */
public final class NextHopProbe implements RecipientProbe {
    /** Exchange answers an unknown recipient after 5 seconds, on purpose. */
    private static final SmtpTimeouts TIMEOUTS = new SmtpTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(25));

    /** Of each next hop, and of all together: a client waits for the answer. */
    private static final int MOST_ADDRESSES = 3;

    private static final int MOST_HOSTS = 6;

    private final Routes routes;
    private final HostLookup lookup;
    private final RecipientInquiry inquiry;

    /** Lives as long as the process: its threads are daemons, and it keeps no connection. */
    public NextHopProbe(Routes routes, DeliverySettings settings, MailDns dns, Clock clock) {
        this.routes = routes;
        this.lookup = new HostLookup(dns, settings);
        var pool = new ConnectionPool(
                TIMEOUTS,
                new Deadlines(),
                new ConnectionPool.Limits(1, Duration.ofSeconds(1), 1, 1),
                clock,
                settings.suites());
        this.inquiry = new RecipientInquiry(
                settings.hostname(), pool, new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER));
    }

    @Override
    public ProbeOutcome ask(MailAddress recipient, Optional<MailAddress> nobody) {
        Optional<DnsName> domain = MailDomain.of(recipient);
        Optional<Route> route = domain.map(routes::routeOf);
        if (route.flatMap(Route::partner).isPresent()) {
            return new Undecided("the domain belongs to a partner, whose servers are not probed", true);
        }
        if (route.flatMap(agreed -> agreed.policy().nextHop()).isEmpty()) {
            return new Undecided("the domain has no next hop", true);
        }
        FoundHosts found = lookup.nextHops(route.get().policy(), () -> false);
        if (found instanceof FoundHosts.Hosts hosts) {
            return ask(hosts, route.get(), () -> domain.map(routes::routeOf).equals(route), recipient, nobody);
        }
        return new Undecided(
                found instanceof FoundHosts.NotNow later ? later.cause().words() : "it has no host", true);
    }

    private ProbeOutcome ask(
            FoundHosts.Hosts hosts,
            Route route,
            BooleanSupplier inForce,
            MailAddress recipient,
            Optional<MailAddress> nobody) {
        var terms = Terms.of(route.policy());
        var undecided = new Undecided("it has no host", true);
        for (Host host : toAsk(hosts.hosts(), route.policy().nextHops().size())) {
            ProbeOutcome outcome = inquiry.ask(host, terms, inForce, recipient, nobody);
            if (!(outcome instanceof Undecided open)) {
                return outcome;
            }
            // A host that spoke of this recipient can be asked after others, whatever became of the hosts after it.
            undecided = undecided.unusable() ? open : undecided;
        }
        return undecided;
    }

    /**
     * Asks each address of a next hop, three at most, whether it accepts internationalized mail (RFC 6531).
     *
     * @param policy by which mail goes there
     * @return true if all that answered do; empty if none answered
     */
    public Optional<Boolean> acceptsUtf8(NextHop nextHop, OutboundPolicy policy) {
        if (!(lookup.nextHop(nextHop, policy) instanceof FoundHosts.Hosts found)) {
            return Optional.empty();
        }
        var terms = Terms.of(policy);
        return found.hosts().stream()
                .limit(MOST_ADDRESSES)
                .flatMap(host -> inquiry.acceptsUtf8(host, terms).stream())
                .reduce(Boolean::logicalAnd);
    }

    /** Several next hops share the places, so that many addresses of one leave room for the next. */
    private static List<Host> toAsk(List<Host> hosts, int nextHops) {
        int ofEach = Math.min(MOST_ADDRESSES, Math.max(1, MOST_HOSTS / nextHops));
        Map<NextHop, Integer> taken = new HashMap<>();
        return hosts.stream()
                .filter(host -> taken.merge(new NextHop(host.name(), host.port()), 1, Integer::sum) <= ofEach)
                .limit(MOST_HOSTS)
                .toList();
    }
}
