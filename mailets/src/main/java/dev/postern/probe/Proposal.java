package dev.postern.probe;

import dev.postern.tls.TlsPolicy;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A rule that holds at the servers as they were seen.
 *
 * @param proves what a server that satisfies it has proved
 * @param loses what it gives up; empty if nothing
 * @param anchors the CA certificates that it trusts in the place of the public ones; empty: the public ones, or none
 * @param compare whether the fingerprints must be compared by telephone first, as the connection that showed them proved nothing
 * @param holdsAt at how many of the servers it holds
 * @param servers how many servers showed a certificate
 */
public record Proposal(
        TlsPolicy policy,
        String proves,
        Optional<String> loses,
        List<X509Certificate> anchors,
        boolean compare,
        int holdsAt,
        int servers) {
    public Proposal {
        anchors = List.copyOf(anchors);
    }
}
