package dev.postern.delivery;

/**
 * What must be equal, all of it, for a connection or a TLS session to be used again.
 *
 * @param ourName what we called ourselves
 * @param inTls whether STARTTLS is said if it is offered; not so only where level {@code may} falls back to clear text
 */
record ConnectionKey(Host host, Terms terms, String ourName, boolean inTls) {

    ConnectionKey inClear() {
        return new ConnectionKey(host, terms, ourName, false);
    }
}
