package dev.postern.tracking;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One decision about one message under one partner's rule.
 *
 * @param direction which way the message travels
 * @param message the gateway's id of the message or, before there is one, of its SMTP session
 * @param partner whose rule it was
 * @param wanted the TLS security level that was asked
 * @param version the negotiated TLS version, if any
 * @param cipherSuite the negotiated suite, if any
 * @param certificate the name in the peer's certificate that speaks for it, if it presented one
 * @param outcome what was done
 * @param token the RFC 8460 result type, if TLS was not as agreed
 * @param reason why, in plain words
 * @param evidence more that is on record, in the order in which it is written: key and value
 */
public record Decision(
        Direction direction,
        String message,
        String partner,
        String wanted,
        Optional<String> version,
        Optional<String> cipherSuite,
        Optional<String> certificate,
        Outcome outcome,
        Optional<String> token,
        Optional<String> reason,
        Map<String, String> evidence) {

    public Decision {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** With nothing more on record. */
    public Decision(
            Direction direction,
            String message,
            String partner,
            String wanted,
            Optional<String> version,
            Optional<String> cipherSuite,
            Optional<String> certificate,
            Outcome outcome,
            Optional<String> token,
            Optional<String> reason) {
        this(direction, message, partner, wanted, version, cipherSuite, certificate, outcome, token, reason, Map.of());
    }

    /**
     * Returns the same decision with the addresses that it is about at the head of its evidence.
     *
     * @param sender {@code <>} for the null sender
     */
    public Decision about(String sender, Collection<String> recipients) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("from", sender);
        about.put("to", String.join(",", recipients));
        about.putAll(evidence);
        return new Decision(
                direction, message, partner, wanted, version, cipherSuite, certificate, outcome, token, reason, about);
    }

    public enum Direction {
        INBOUND,
        OUTBOUND
    }

    public enum Outcome {
        ACCEPTED,
        DELIVERED,
        REFUSED,
        DEFERRED,
        BOUNCED,
        /** The safety net in the mailet pipeline caught it. */
        REJECTED,
        /** Accepted from an own server for which partners' rules do not hold. */
        EXEMPT,
        /** Monitor mode let it through; enforcing would have refused or deferred it. */
        WOULD_REFUSE
    }
}
