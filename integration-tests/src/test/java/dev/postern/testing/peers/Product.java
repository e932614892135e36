package dev.postern.testing.peers;

import dev.postern.testing.process.RealPeer;
import java.util.Locale;

/** A mail server that partners run. */
public enum Product {
    POSTFIX,
    EXIM,
    HARAKA;

    /** Its name as a label of a domain. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it resumes TLS sessions. Haraka has a TLS context, and with it the keys of tickets, for each connection anew. */
    public boolean resumesSessions() {
        return this != HARAKA;
    }

    /** Skips the test, or fails it where real peers are required, unless it can run here. */
    public void assumeInstalled() {
        switch (this) {
            case POSTFIX -> Postfix.assumeInstalled();
            case EXIM -> RealPeer.installed("exim");
            case HARAKA -> {
                RealPeer.installed("haraka");
                RealPeer.command("node", "nodejs");
            }
        }
    }

    public PartnerServer start(PartnerServerSettings settings) {
        return switch (this) {
            case POSTFIX -> PostfixPartner.start(settings);
            case EXIM -> Exim.start(settings);
            case HARAKA -> Haraka.start(settings);
        };
    }
}
