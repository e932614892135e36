package dev.postern.visit;

import dev.postern.visit.Visit.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections that bring no mail between two log lines, so that checks and scans do not fill the log. However many
 * clients there are, the lines of a minute are bounded; hosts of partners and own servers come first. Safe for any thread.
 */
public final class Visits {
    private static final Logger LOGGER = LoggerFactory.getLogger(Visits.class);

    /** Strangers that are told apart, and as many known clients; further ones count for the sum alone. */
    static final int MOST_CLIENTS = 1_000;
    /** Clients that have a line of their own in the summary. */
    static final int MOST_LINES = 20;
    /** Failures of strangers that have a line of their own until the next summary. */
    static final int MOST_FAILURES = 100;

    private final Map<String, VisitCount> clients = new HashMap<>();
    private final Visit.Log log = new Visit.Log() {
        @Override
        public boolean isLogged(String client, boolean known, String reason) {
            return Visits.this.isLogged(client, known, reason);
        }

        @Override
        public void endedWithoutMail(String client, boolean known, Optional<Failure> failure) {
            Visits.this.endedWithoutMail(client, known, failure);
        }
    };
    private int further;
    private int strangersFailures;

    /**
     * Begins to watch a connection.
     *
     * @param client its address, for the log
     * @param known whether it is a host of a partner, an own server or a proxy
     */
    public Visit begin(String client, boolean known) {
        return new Visit(log, client, known);
    }

    private synchronized boolean isLogged(String client, boolean known, String reason) {
        if (!known && strangersFailures >= MOST_FAILURES) {
            return false;
        }
        boolean logged = count(client, known).filter(of -> of.isLogged(reason)).isPresent();
        if (logged && !known) {
            strangersFailures++;
        }
        return logged;
    }

    private synchronized void endedWithoutMail(String client, boolean known, Optional<Failure> failure) {
        count(client, known).ifPresentOrElse(of -> of.add(failure), () -> further++);
    }

    private Optional<VisitCount> count(String client, boolean known) {
        int most = known ? 2 * MOST_CLIENTS : MOST_CLIENTS;
        if (clients.size() >= most && !clients.containsKey(client)) {
            return Optional.empty();
        }
        return Optional.of(clients.computeIfAbsent(client, address -> new VisitCount(address, known)));
    }

    /** Logs what was counted since the last report, and begins anew. */
    public void report() {
        take().forEach(LOGGER::info);
    }

    private synchronized List<String> take() {
        List<VisitCount> untold = clients.values().stream()
                .filter(count -> !count.isTold())
                .sorted(Comparator.comparing(VisitCount::isKnown)
                        .thenComparing(VisitCount::connections)
                        .reversed())
                .toList();
        List<String> lines = new ArrayList<>();
        untold.stream().limit(MOST_LINES).map(VisitCount::text).forEach(lines::add);
        int others = further
                + untold.stream()
                        .skip(MOST_LINES)
                        .mapToInt(VisitCount::connections)
                        .sum();
        if (others > 0) {
            lines.add(others + " connections from other addresses brought no mail");
        }
        clients.clear();
        further = 0;
        strangersFailures = 0;
        return lines;
    }
}
