package dev.postern.smtpclient;

import java.util.Optional;

/** Decides what is tried next at the same host after TLS could not be established. */
public final class TlsFallback {
    private static final String UNKNOWN_NAME = "unrecognized_name"; // RFC 6066 §3

    private TlsFallback() {}

    /**
     * Returns how to connect again; empty if the attempt at this host has failed. A rule is never weakened: it asks nothing of SNI,
     * and clear text follows at level {@code may} only (RFC 7435 §3: what there would be without opportunistic security).
     */
    public static Optional<ConnectionKey> after(ConnectionKey key, ConversationException e) {
        if (e.why().tls().isEmpty()) {
            return Optional.empty();
        }
        boolean opportunistic = key.terms().isOpportunistic();
        if (key.sendsSni() && e.isInHandshake() && (opportunistic || isAboutTheName(e))) {
            return Optional.of(key.withoutSni());
        }
        boolean canBeClear = key.usesTls() && !key.host().implicitTls();
        return opportunistic && canBeClear ? Optional.of(key.inClear()) : Optional.empty();
    }

    private static boolean isAboutTheName(ConversationException e) {
        return e.why().reason().contains(UNKNOWN_NAME);
    }
}
