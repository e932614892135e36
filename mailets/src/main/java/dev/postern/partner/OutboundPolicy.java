package dev.postern.partner;

import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * How mail goes to a partner, or to one of our own domains.
 *
 * @param tls what each connection must have
 * @param nextHop where mail goes; empty: to the domain's MX hosts
 * @param onFailure what becomes of mail that TLS kept from leaving
 * @param giveUpAfter how long to keep trying; empty: as the gateway says
 */
public record OutboundPolicy(
        TlsPolicy tls, Optional<NextHop> nextHop, OnFailure onFailure, Optional<Duration> giveUpAfter) {

    public enum OnFailure {
        /** Keep trying until the time is over. */
        DEFER,
        /** Tell the sender at once. */
        BOUNCE
    }
}
