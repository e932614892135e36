package dev.postern.revalidation;

import dev.postern.tls.TlsVersion;
import java.time.Instant;
import java.util.List;

/** What the postmaster is told of: what changed at a partner's servers between two probes, or is about to break. */
public sealed interface ProbeChange {

    /** The rule does not hold any more, or did not when the partner was probed first. */
    record RuleBroken(String reason) implements ProbeChange {}

    /** A server that offered TLS does not any more, or its handshake fails. */
    record TlsLost(String host, String failure) implements ProbeChange {}

    /** The certificate expires soon, or has expired. */
    record Expiring(CertificateRecord certificate, String when, boolean expired) implements ProbeChange {}

    /** A server negotiates an older version of TLS than before. */
    record VersionWeaker(String host, TlsVersion before, TlsVersion now) implements ProbeChange {}

    /**
     * Servers present another certificate, which is no mere renewal.
     *
     * @param newNames whether it proves other names
     * @param newIssuer whether another CA issued it
     * @param newKey whether it has another key
     */
    record CertificateReplaced(
            List<String> hosts,
            CertificateRecord before,
            CertificateRecord now,
            boolean newNames,
            boolean newIssuer,
            boolean newKey)
            implements ProbeChange {
        public CertificateReplaced {
            hosts = List.copyOf(hosts);
        }
    }

    /** The MX records name other servers. */
    record ExchangersMoved(List<String> before, List<String> now) implements ProbeChange {
        public ExchangersMoved {
            before = List.copyOf(before);
            now = List.copyOf(now);
        }
    }

    /** Several probes in a row could not tell whether the rule holds. */
    record Unanswered(Instant since, String reason) implements ProbeChange {}

    /** A server offers TLS again. */
    record TlsBack(String host) implements ProbeChange {}

    /** The rule holds again. */
    record RuleKept() implements ProbeChange {}

    /** The partner's servers can be probed again. */
    record Answering() implements ProbeChange {}
}
