package dev.postern.delivery;

import dev.postern.tls.DnsName;

/** Says how mail for a domain leaves. Asked at every attempt; safe for any thread. */
@FunctionalInterface
public interface Routes {
    Route routeOf(DnsName domain);
}
