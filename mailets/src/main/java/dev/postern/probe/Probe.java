package dev.postern.probe;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.OutcomeRanking;
import dev.postern.attempt.SessionSetup;
import dev.postern.dns.MailDns;
import dev.postern.partner.NextHop;
import dev.postern.probe.ProbeEvent.Ended;
import dev.postern.probe.ProbeEvent.HostBegun;
import dev.postern.probe.ProbeEvent.HostEnded;
import dev.postern.probe.ProbeEvent.HostsFound;
import dev.postern.probe.ProbeEvent.Judged;
import dev.postern.probe.ProbeEvent.RuleFound;
import dev.postern.route.DeliverySettings;
import dev.postern.route.FoundHosts;
import dev.postern.route.HostLookup;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionKey;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpTimeouts;
import dev.postern.smtpclient.Terms;
import dev.postern.text.Printable;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TrustAnchors;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Probes the servers of a domain by the code that delivers to them: look-up, connection, TLS, verdict. Probes every host, where a
 * delivery stops at the first that accepts the message. Each run is for one thread; several may run at once.
 */
public final class Probe {
    /** As those of a delivery, but for replies: somebody waits for the answer. */
    public static final SmtpTimeouts TIMEOUTS = new SmtpTimeouts(
            SmtpTimeouts.STANDARD.connect(),
            Duration.ofMinutes(1),
            SmtpTimeouts.STANDARD.handshake(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));

    private final DeliverySettings settings;
    private final MailDns dns;
    private final SmtpTimeouts timeouts;
    private final Clock clock;
    private final TrustAnchors publicRoots;
    private final TlsPolicyEvaluator evaluator;

    /** Takes the roots of this JVM for the public ones, as {@code partners.yaml} does. */
    public Probe(DeliverySettings settings, MailDns dns, SmtpTimeouts timeouts, Clock clock) {
        this(settings, dns, timeouts, clock, TrustAnchors.ofJvm());
    }

    /** @param publicRoots what a rule without trust anchors of its own believes */
    public Probe(DeliverySettings settings, MailDns dns, SmtpTimeouts timeouts, Clock clock, TrustAnchors publicRoots) {
        this.publicRoots = publicRoots;
        this.settings = settings;
        this.dns = dns;
        this.timeouts = timeouts;
        this.clock = clock;
        this.evaluator = new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER);
    }

    /**
     * Runs to its end.
     *
     * @param listener is told of each step on this thread; it must throw nothing
     */
    public ProbeResult run(ProbeRequest request, Consumer<ProbeEvent> listener) {
        listener.accept(new RuleFound(request));
        var observed = new ObservedConnections(clock, listener);
        try (var deadlines = new Deadlines();
                var pool = new ConnectionPool(
                        timeouts,
                        deadlines,
                        new ConnectionPool.Limits(1, Duration.ofSeconds(1), 1, 1),
                        clock,
                        settings.suites(),
                        observed)) {
            FoundHosts found = lookUp(request, pool, listener);
            listener.accept(new HostsFound(found));
            ProbeResult result = found instanceof FoundHosts.Hosts some
                    ? result(request, hosts(request, some.hosts(), pool, observed, listener))
                    : none(request, found);
            listener.accept(new Ended(result));
            return result;
        }
    }

    private FoundHosts lookUp(ProbeRequest request, ConnectionPool pool, Consumer<ProbeEvent> listener) {
        Set<String> nextHops =
                request.route().policy().nextHops().stream().map(NextHop::host).collect(Collectors.toSet());
        return new HostLookup(new ObservedDns(dns, nextHops, listener), settings)
                .of(request.domain(), request.route(), pool.begin());
    }

    private ProbeResult none(ProbeRequest request, FoundHosts found) {
        Cause cause = found instanceof FoundHosts.Never never ? never.cause() : ((FoundHosts.NotNow) found).cause();
        return new ProbeResult(
                request,
                List.of(),
                Optional.of(cause),
                Optional.of(ExplanationTable.of(cause, request, Optional.empty(), new TlsSession.Clear())),
                List.of());
    }

    private List<HostResult> hosts(
            ProbeRequest request,
            List<Host> hosts,
            ConnectionPool pool,
            ObservedConnections observed,
            Consumer<ProbeEvent> listener) {
        var terms = Terms.of(request.route().policy());
        var probe = new HostProbe(
                new SessionSetup(pool, evaluator),
                session -> new Judged(
                        evaluator.evaluate(terms.policy(), session),
                        OtherLevels.of(request, session, publicRoots, evaluator)),
                request,
                pool::begin,
                listener);
        List<HostResult> results = new ArrayList<>();
        for (Host host : hosts) {
            listener.accept(new HostBegun(host, results.size() + 1, hosts.size()));
            observed.begin();
            HostProbe.Reached reached = probed(probe, new ConnectionKey(host, terms, settings.hostname()));
            // Where the connection came to nothing after its handshake, the certificate may tell why.
            TlsSession shown = observed.lastSession().orElseGet(reached::session);
            var result = new HostResult(
                    host,
                    reached.session(),
                    reached.outcome(),
                    reached.outcome()
                            .flatMap(HostResult::causeOf)
                            .map(cause -> ExplanationTable.of(cause, request, Optional.of(host), shown)));
            listener.accept(new HostEnded(result));
            results.add(result);
        }
        return results;
    }

    /** A fault at one host must not keep the others from being probed. */
    private static HostProbe.Reached probed(HostProbe probe, ConnectionKey key) {
        try {
            return probe.probe(key);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            var cause = Cause.of(
                    FailureKind.OUR_FAULT, "the gateway failed at " + key.host() + ": " + Printable.of(e.toString()));
            return new HostProbe.Reached(
                    new TlsSession.Clear(), Optional.of(new Deferred(cause, new TlsSession.Clear())));
        }
    }

    private ProbeResult result(ProbeRequest request, List<HostResult> hosts) {
        Optional<HostResult> telling = telling(hosts, request.route().policy().tls());
        return new ProbeResult(
                request,
                hosts,
                telling.flatMap(HostResult::cause),
                telling.flatMap(HostResult::explanation),
                new ProposalSearch(request, settings.suites(), publicRoots, evaluator).among(hosts));
    }

    /**
     * Returns the host whose outcome a delivery would report: it goes on to the next host after a deferral only, and delivers at the
     * first host that it can name the message to. Empty if it would.
     */
    private static Optional<HostResult> telling(List<HostResult> hosts, TlsPolicy policy) {
        Optional<HostResult> telling = Optional.empty();
        for (HostResult host : hosts) {
            if (host.outcome().isEmpty()) {
                return Optional.empty();
            }
            AttemptOutcome now = host.outcome().get();
            boolean saysMore = telling.flatMap(HostResult::outcome)
                    .map(before -> OutcomeRanking.moreTelling(before, now, policy) == now)
                    .orElse(true);
            telling = saysMore ? Optional.of(host) : telling;
            if (now instanceof Failed) {
                break;
            }
        }
        return telling;
    }
}
