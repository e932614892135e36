package dev.postern.route;

import dev.postern.tls.DnsName;
import java.time.Instant;

/** Says how mail for a domain leaves. Asked at every attempt; safe for any thread. */
@FunctionalInterface
public interface Routes {
    Route routeOf(DnsName domain);

    /**
     * Whether an administrator released mail from the rule under which it was accepted.
     *
     * @param partner for whom it was accepted
     * @param domain of its recipients
     * @param accepted when it entered the outgoing queue
     */
    default boolean isReleased(String partner, DnsName domain, Instant accepted) {
        return false;
    }
}
