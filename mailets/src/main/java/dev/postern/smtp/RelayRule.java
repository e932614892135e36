package dev.postern.smtp;

import dev.postern.tls.TlsPolicy;
import java.util.List;

/**
 * What a connection must have over which one of our own servers sends: one that may relay. Immutable.
 *
 * @param tls the alternatives of which the connection must satisfy one; never empty
 */
public record RelayRule(List<TlsPolicy> tls) {
    /** Requires nothing: TLS is used if the server starts it. */
    public static final RelayRule NONE = new RelayRule(List.of(new TlsPolicy.May()));

    public RelayRule {
        tls = List.copyOf(tls);
        if (tls.isEmpty()) {
            throw new IllegalArgumentException("a relay rule needs at least one policy");
        }
    }

    /** Returns whether clear text satisfies it. */
    public boolean allowsClearText() {
        return tls.stream().anyMatch(TlsPolicy.May.class::isInstance);
    }
}
