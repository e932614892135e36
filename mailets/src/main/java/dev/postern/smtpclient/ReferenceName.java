package dev.postern.smtpclient;

import com.google.common.net.InetAddresses;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import java.util.List;
import java.util.Optional;

/**
 * The name that we ask the server to prove, as SNI carries it (RFC 6066 §3). Where names were agreed it is one of them: the
 * server's own if that is agreed, else the first; a server with several certificates then shows the right one, whatever an
 * unauthenticated MX record called it. Where none was agreed it is the server's own.
 */
public final class ReferenceName {
    private ReferenceName() {}

    /** Empty if there is none but an address, which SNI does not carry. */
    public static Optional<String> of(TlsPolicy policy, Host host) {
        Optional<String> own = Optional.of(host.name()).filter(name -> !InetAddresses.isInetAddress(name));
        List<CertificateMatch> agreed = policy.names();
        if (own.filter(name -> agreed.stream().anyMatch(match -> match.matches(name)))
                .isPresent()) {
            return own;
        }
        return agreed.stream()
                .filter(match -> !match.anyBelow())
                .map(CertificateMatch::toString)
                .findFirst()
                .or(() -> own);
    }
}
