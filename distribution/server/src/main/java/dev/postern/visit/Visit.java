package dev.postern.visit;

import java.util.Optional;

/** Tracks one connection of a client, from its admission to its end. Safe for any thread. */
public final class Visit {
    private final Log log;
    private final String client;
    private final boolean known;
    private boolean mail;
    private Optional<Failure> failure = Optional.empty();

    /**
     * Why a connection failed.
     *
     * @param logged whether that has a line of its own
     */
    record Failure(String reason, boolean logged) {}

    /** Counts visits for the log. Safe for any thread. */
    interface Log {
        /** Returns whether that failure should have a line of its own. */
        boolean isLogged(String client, boolean known, String reason);

        /** Counts a visit that brought no mail. */
        void endedWithoutMail(String client, boolean known, Optional<Failure> failure);
    }

    Visit(Log log, String client, boolean known) {
        this.log = log;
        this.client = client;
        this.known = known;
    }

    /** The client has said MAIL: what becomes of this connection is logged in full. */
    public synchronized void mailBegins() {
        mail = true;
    }

    /**
     * Remembers why the connection fails, the first time.
     *
     * @return whether the failure should have a log line of its own; if not, the line of the minute has it
     */
    public synchronized boolean fails(String reason) {
        if (mail) {
            return true;
        }
        if (failure.isPresent()) {
            return false; // what follows of the first
        }
        boolean logged = log.isLogged(client, known, reason);
        failure = Optional.of(new Failure(reason, logged));
        return logged;
    }

    /** Counts the connection, which is closed, if no mail was begun on it. */
    public synchronized void ends() {
        if (!mail) {
            log.endedWithoutMail(client, known, failure);
        }
    }
}
