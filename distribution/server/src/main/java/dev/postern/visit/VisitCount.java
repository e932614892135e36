package dev.postern.visit;

import dev.postern.text.Plural;
import dev.postern.visit.Visit.Failure;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Counts what one client did since the last summary. */
final class VisitCount {
    /** Reasons that have a line of their own until the next summary. */
    static final int MOST_REASONS = 3;

    private final String client;
    private final boolean known;
    private final Set<String> logged = new HashSet<>();
    private int connections;
    private int failures;
    private int told;
    private Optional<String> lastUntold = Optional.empty();

    VisitCount(String client, boolean known) {
        this.client = client;
        this.known = known;
    }

    /** Returns whether a failure for that reason should have a line of its own. */
    boolean isLogged(String reason) {
        return logged.size() < MOST_REASONS && logged.add(reason);
    }

    void add(Optional<Failure> failure) {
        connections++;
        failure.ifPresent(of -> {
            failures++;
            if (of.logged()) {
                told++;
            } else {
                lastUntold = Optional.of(of.reason());
            }
        });
    }

    boolean isKnown() {
        return known;
    }

    int connections() {
        return connections;
    }

    /** Returns whether each connection has a line of its own. */
    boolean isTold() {
        return told == connections;
    }

    String text() {
        return Plural.of(connections, "connection") + " from " + client
                + " brought no mail"
                + (failures > 0 ? ", failed=" + failures : "")
                + lastUntold.map(reason -> ", last failure: " + reason).orElse("");
    }
}
