package dev.postern.smtpclient;

/**
 * The key under which connections and TLS sessions are kept: they are reused only if all of it is equal.
 *
 * @param ourName what we called ourselves
 * @param start how TLS begins on it
 */
public record ConnectionKey(Host host, Terms terms, String ourName, TlsStart start) {

    /** How TLS begins on a connection. */
    enum TlsStart {
        /** With STARTTLS if it is offered, and the server's name (SNI) where there is one. */
        WITH_SNI,
        /** The same without the server's name: some servers end the handshake at a name that they do not know. */
        WITHOUT_SNI,
        /** Never; only where level {@code may} falls back to clear text. */
        NEVER
    }

    /** As each attempt begins. */
    public ConnectionKey(Host host, Terms terms, String ourName) {
        this(host, terms, ourName, TlsStart.WITH_SNI);
    }

    public Peer peer() {
        return new Peer(host, terms);
    }

    ConnectionKey inClear() {
        return new ConnectionKey(host, terms, ourName, TlsStart.NEVER);
    }

    ConnectionKey withoutSni() {
        return new ConnectionKey(host, terms, ourName, TlsStart.WITHOUT_SNI);
    }

    /** Returns whether TLS is begun where the server offers it. */
    public boolean usesTls() {
        return start != TlsStart.NEVER;
    }

    boolean sendsSni() {
        return start == TlsStart.WITH_SNI
                && ReferenceName.of(terms.policy(), host).isPresent();
    }
}
