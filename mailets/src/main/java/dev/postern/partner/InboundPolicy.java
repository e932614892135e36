package dev.postern.partner;

import dev.postern.tls.TlsPolicy;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Says how mail from a partner must arrive.
 *
 * @param tls the alternatives of which the connection must satisfy one; never empty
 * @param sources the only networks that may use the partner's domains; empty: any
 * @param identity which sender marks a message as the partner's; never empty
 * @param onViolation what the client is told
 */
public record InboundPolicy(List<TlsPolicy> tls, List<Cidr> sources, Set<Identity> identity, OnViolation onViolation) {

    public enum Identity {
        /** MAIL FROM. */
        ENVELOPE,
        /** Any address of the From: header. */
        HEADER
    }

    public enum OnViolation {
        /** 5xx. */
        REJECT,
        /** 4xx, so that nothing bounces while the partner mends it. */
        DEFER
    }

    public InboundPolicy {
        tls = List.copyOf(tls);
        sources = List.copyOf(sources);
        identity = Set.copyOf(identity);
        if (tls.isEmpty() || identity.isEmpty()) {
            throw new IllegalArgumentException("an inbound policy without rule or identity would never apply");
        }
    }

    /** Returns whether that address may use the partner's domains. */
    public boolean allowsSource(InetAddress address) {
        return sources.isEmpty() || sources.stream().anyMatch(network -> network.contains(address));
    }
}
