package dev.postern.testing.smtp;

import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TrustingAnyone;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * What one side of a handshake brings.
 *
 * @param context its keys; it trusts everybody
 * @param protocols JSSE names of the versions that it speaks; empty: TLS 1.2 and 1.3
 * @param needsPeerCertificate whether a server insists on a client certificate
 */
public record TlsOffer(SSLContext context, List<String> protocols, boolean needsPeerCertificate) {
    private static final List<String> CURRENT = List.of("TLSv1.2", "TLSv1.3");

    /** A client without certificate. */
    public static TlsOffer plain() {
        return new TlsOffer(contextOf(), CURRENT, false);
    }

    /** A client or server with that key and certificate. */
    public static TlsOffer with(IssuedCertificate own) {
        return new TlsOffer(contextOf(new InsistentKey(own)), CURRENT, false);
    }

    public TlsOffer only(String... versions) {
        return new TlsOffer(context, List.of(versions), needsPeerCertificate);
    }

    public TlsOffer needingPeerCertificate() {
        return new TlsOffer(context, protocols, true);
    }

    void applyTo(SSLSocket socket) {
        socket.setEnabledProtocols(protocols.toArray(String[]::new));
        if (needsPeerCertificate) {
            socket.setNeedClientAuth(true);
        } else if (!socket.getUseClientMode()) {
            socket.setWantClientAuth(true);
        }
    }

    private static SSLContext contextOf(KeyManager... keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new TrustingAnyone()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has TLS", e);
        }
    }
}
