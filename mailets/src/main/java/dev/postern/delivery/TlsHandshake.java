package dev.postern.delivery;

import com.google.common.net.InetAddresses;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Our half of a TLS handshake. It succeeds with any certificate: the evaluator judges the finished session, as judging
 * inside the handshake would lose the reason to a TLS alert. No session is ever resumed, so that each is judged by what
 * its own handshake showed.
 */
final class TlsHandshake {
    private TlsHandshake() {}

    /** Starts TLS on that connection; the versions offered are those that the policy allows. */
    static SSLSocket on(Socket plain, Host host, TlsPolicy policy) throws IOException {
        var socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host.name(), host.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(versions(policy));
        parameters.setServerNames(serverNames(host.name()));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new JudgedAfterHandshake()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has TLS", e);
        }
    }

    private static String[] versions(TlsPolicy policy) {
        TlsVersion least = TlsVersion.TLS_1_2; // RFC 8996: nothing older, not even opportunistically
        if (policy instanceof TlsPolicy.Encrypt encrypt) {
            least = encrypt.minVersion();
        } else if (policy instanceof TlsPolicy.Fingerprint fingerprint) {
            least = fingerprint.minVersion();
        } else if (policy instanceof TlsPolicy.Secure secure) {
            least = secure.minVersion();
        }
        TlsVersion lowest = least;
        return Stream.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
                .filter(version -> version.isAtLeast(lowest))
                .map(TlsVersion::word)
                .toArray(String[]::new);
    }

    /** RFC 6066 §3: SNI carries names, never addresses. */
    private static List<SNIServerName> serverNames(String name) {
        if (InetAddresses.isInetAddress(name)) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return List.of(); // a DNS name that is no host name, as with an underscore: then without SNI
        }
    }
}
