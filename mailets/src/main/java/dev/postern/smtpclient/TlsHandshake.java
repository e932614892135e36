package dev.postern.smtpclient;

import dev.postern.tls.CertificateTolerance;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/**
 * Performs our side of a TLS handshake. It succeeds with any certificate: the evaluator judges the finished session,
 * because a rejection within the handshake would replace the reason by a TLS alert. A resumed session is judged like
 * any other, by the certificate of its first handshake.
 */
public final class TlsHandshake {
    private TlsHandshake() {}

    /**
     * A connection with TLS.
     *
     * @param isResumed whether the server showed no certificate now, but in an earlier handshake
     */
    public record Finished(SSLSocket socket, boolean isResumed) {}

    /**
     * Starts TLS on that connection; the versions offered are those that the policy allows.
     *
     * @param suites offered where there is a rule; without one poor TLS is better than none (RFC 7435 §3)
     * @param context serves this key only, so that nothing is resumed that was negotiated for another one
     */
    public static Finished on(Socket plain, ConnectionKey key, SSLContext context, CipherSuites suites)
            throws IOException {
        Host host = key.host();
        var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host.name(), host.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(versions(key.terms().policy()));
        parameters.setServerNames(ReferenceName.of(key.terms().policy(), host)
                .filter(name -> key.sendsSni())
                .map(TlsHandshake::serverNames)
                .orElse(List.of()));
        if (!key.terms().isOpportunistic()) {
            suites.restrict(parameters);
        }
        socket.setSSLParameters(parameters);
        JudgedAfterHandshake.begin();
        start(socket, key);
        return new Finished(socket, !JudgedAfterHandshake.wasShown());
    }

    private static void start(SSLSocket socket, ConnectionKey key) throws IOException {
        try {
            CertificateTolerance.during(socket::startHandshake);
        } catch (SSLHandshakeException e) {
            String alert = String.valueOf(e.getMessage());
            if (key.terms().isOpportunistic()
                    || !(alert.endsWith("handshake_failure") || alert.endsWith("insufficient_security"))) {
                throw e;
            }
            throw new SSLHandshakeException(alert
                    + ", as of a server that supports none of the offered cipher suites (tls.suites in gateway.yaml)");
        }
    }

    private static String[] versions(TlsPolicy policy) {
        // RFC 8996: nothing older, not even opportunistically
        TlsVersion lowest = policy.oldestVersion().orElse(TlsVersion.TLS_1_2);
        return Stream.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
                .filter(version -> version.isAtLeast(lowest))
                .map(TlsVersion::word)
                .toArray(String[]::new);
    }

    private static List<SNIServerName> serverNames(String name) {
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return List.of(); // a DNS name that is no host name, as with an underscore: then without SNI
        }
    }
}
