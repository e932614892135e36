package dev.postern.visit;

import java.util.Optional;

/** One connection of a client, from its admission to its end. Safe for any thread. */
public final class Visit {
    private final Visits all;
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

    Visit(Visits all, String client, boolean known) {
        this.all = all;
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
        boolean logged = all.isLogged(client, known, reason);
        failure = Optional.of(new Failure(reason, logged));
        return logged;
    }

    /** Counts the connection, which is closed, if no mail was begun on it. */
    public synchronized void ends() {
        if (!mail) {
            all.endedWithoutMail(client, known, failure);
        }
    }
}
