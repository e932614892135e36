package dev.postern.smtpclient;

import dev.postern.pace.OutboundLimits;
import dev.postern.quirks.ServerQuirks;
import dev.postern.smtpclient.SmtpConnection.Hello;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import dev.postern.tls.CipherSuites;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that rest between messages, each for its {@link ConnectionKey} only. That one rests here says nothing of
 * whether it may be used: whoever takes it has its session judged again. Safe for any thread.
 */
public final class ConnectionPool implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConnectionPool.class);
    private static final long SWEEP_SECONDS = 1;

    /**
     * Limits on idle connections: how many, and for how long.
     *
     * @param messages over one connection; 1: none is kept
     * @param idle how long one may rest: RFC 5321 §4.5.3.2.7 has servers wait for 5 minutes, many wait less
     * @param each how many may rest for one key
     * @param all how many may rest together
     */
    public record Limits(int messages, Duration idle, int each, int all) {
        public static final Limits STANDARD = new Limits(100, Duration.ofSeconds(30), 20, 500);
    }

    private final SmtpTimeouts timeouts;
    private final Deadlines deadlines;
    private final Limits limits;
    private final Clock clock;
    private final TlsContexts contexts;
    private final SingleUseHosts singleUse;
    private final ServerQuirks<Peer> quirks;
    private final ConnectionObserver observer;
    private final Map<ConnectionKey, Deque<SmtpConnection>> resting = new HashMap<>();
    private int count;
    private boolean closed;
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("outgoing-idle"));

    /** With {@link CipherSuites#MODERN}. */
    public ConnectionPool(SmtpTimeouts timeouts, Deadlines deadlines, Limits limits, Clock clock) {
        this(timeouts, deadlines, limits, clock, CipherSuites.MODERN);
    }

    /** @param suites offered where there is a rule */
    public ConnectionPool(SmtpTimeouts timeouts, Deadlines deadlines, Limits limits, Clock clock, CipherSuites suites) {
        this(timeouts, deadlines, limits, clock, suites, ConnectionObserver.NONE);
    }

    /**
     * Tells somebody of every connection that it opens.
     *
     * @param suites offered where there is a rule
     */
    public ConnectionPool(
            SmtpTimeouts timeouts,
            Deadlines deadlines,
            Limits limits,
            Clock clock,
            CipherSuites suites,
            ConnectionObserver observer) {
        this.observer = observer;
        this.contexts = new TlsContexts(suites);
        this.timeouts = timeouts;
        this.deadlines = deadlines;
        this.limits = limits;
        this.clock = clock;
        this.singleUse = new SingleUseHosts(clock);
        this.quirks = new ServerQuirks<>(clock);
        var unused = sweeper.scheduleWithFixedDelay(
                new RecurringTask("Closing idle connections", this::sweep),
                SWEEP_SECONDS,
                SWEEP_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Returns the connection for that key that was used last, if one rests and its server has not said good-bye. */
    public Optional<SmtpConnection> take(ConnectionKey key) {
        for (Optional<SmtpConnection> kept = poll(key); kept.isPresent(); kept = poll(key)) {
            if (!kept.get().hasRested(limits.idle(), clock.instant())
                    && kept.get().isQuiet()
                    && !singleUse.contains(key.host())) {
                return kept;
            }
            kept.get().close();
        }
        return Optional.empty();
    }

    /**
     * Opens a new connection, whose TLS session may be resumed from an earlier one of the same key.
     *
     * @param deadline of the attempt that it is for
     * @param hosts how many that attempt has not tried yet, this one included
     */
    public SmtpConnection open(ConnectionKey key, AttemptDeadline deadline, int hosts) throws ConversationException {
        long began = System.nanoTime();
        closeOthers(key.terms().limits());
        try {
            Duration session = deadline.forSession(hosts);
            return open(key, session, deadline);
        } finally {
            deadline.spent(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** Connections that rest count as well where their number is limited: a new one takes the place of those to the destination's other hosts. */
    private void closeOthers(OutboundLimits destination) {
        if (destination.maxConnections().isPresent()) {
            removed(connection ->
                            connection.key().terms().limits().destination().equals(destination.destination()))
                    .forEach(SmtpConnection::close);
        }
    }

    /** A server that closes upon EHLO is told HELO, over another connection, where no rule needs TLS. */
    private SmtpConnection open(ConnectionKey key, Duration session, AttemptDeadline deadline)
            throws ConversationException {
        try {
            return open(key, Hello.EHLO, session, deadline);
        } catch (UnansweredEhloException e) {
            if (key.terms().isOpportunistic()) {
                return open(key, Hello.HELO, session, deadline);
            }
            throw e;
        }
    }

    private SmtpConnection open(ConnectionKey key, Hello hello, Duration session, AttemptDeadline deadline)
            throws ConversationException {
        return SmtpConnection.open(key, hello, timeouts, deadlines, contexts, session, deadline, observer);
    }

    /** Opens a new connection for an attempt of its own at one host, whose time begins now. */
    public SmtpConnection open(ConnectionKey key) throws ConversationException {
        return open(key, begin(), 1);
    }

    /** Begins the time of an attempt. */
    public AttemptDeadline begin() {
        return new AttemptDeadline(timeouts);
    }

    /**
     * The message is settled: keeps the connection if another can go over it, and says good-bye if not. Throws nothing: what
     * became of the message must be told.
     */
    public void giveBack(SmtpConnection connection) {
        boolean kept = false;
        try {
            kept = connection.isReusable(mostMessages(connection)) && keep(connection);
        } catch (RuntimeException e) {
            LOGGER.error("Could not keep a connection for reuse; closing it", e);
        }
        if (!kept) {
            connection.close();
        }
    }

    private int mostMessages(SmtpConnection connection) {
        return connection.key().terms().limits().maxMessagesPerConnection().orElse(limits.messages());
    }

    /** Returns what was learnt of the servers that connections lead to. */
    public ServerQuirks<Peer> quirks() {
        return quirks;
    }

    /** Keeps no connection with that host for a while: it does not serve several messages over one. */
    public void stopReuse(Host host) {
        singleUse.add(host);
    }

    /** Whatever rests for that key is closed, and the next connection begins with a full handshake. */
    public void forget(ConnectionKey key) {
        contexts.forget(key);
        for (Optional<SmtpConnection> kept = poll(key); kept.isPresent(); kept = poll(key)) {
            kept.get().close();
        }
    }

    /** Says good-bye on every connection that has rested for too long. */
    public void sweep() {
        Instant now = clock.instant();
        removed(connection -> connection.hasRested(limits.idle(), now)).forEach(SmtpConnection::close);
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        List<SmtpConnection> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            resting.values().forEach(all::addAll);
            resting.clear();
            count = 0;
        }
        all.forEach(SmtpConnection::close);
    }

    private synchronized Optional<SmtpConnection> poll(ConnectionKey key) {
        Deque<SmtpConnection> kept = resting.get(key);
        if (kept == null) {
            return Optional.empty();
        }
        SmtpConnection last = kept.removeLast();
        count--;
        if (kept.isEmpty()) {
            resting.remove(key);
        }
        return Optional.of(last);
    }

    private synchronized boolean keep(SmtpConnection connection) {
        Instant now = clock.instant();
        if (closed
                || count >= limits.all()
                || singleUse.contains(connection.key().host())) {
            return false;
        }
        Deque<SmtpConnection> kept = resting.computeIfAbsent(connection.key(), any -> new ArrayDeque<>());
        if (kept.size() >= limits.each()) {
            return false;
        }
        connection.rest(now);
        kept.addLast(connection);
        count++;
        return true;
    }

    /** Lets go of those that rest and are such. */
    private synchronized List<SmtpConnection> removed(Predicate<SmtpConnection> such) {
        List<SmtpConnection> removed =
                resting.values().stream().flatMap(Deque::stream).filter(such).toList();
        resting.values().forEach(kept -> kept.removeIf(removed::contains));
        resting.values().removeIf(Deque::isEmpty);
        count -= removed.size();
        return removed;
    }
}
