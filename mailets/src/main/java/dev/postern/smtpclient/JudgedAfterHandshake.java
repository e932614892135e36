package dev.postern.smtpclient;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets the handshake finish with whatever certificate the server has; an attempt has the session judged by the
 * evaluator before anything of a message is said. Judging inside the handshake would lose the reason to a TLS alert.
 *
 * <p>It is asked in full handshakes only: a resumed session shows no certificate again (RFC 8446 §2.2).
 */
final class JudgedAfterHandshake extends X509ExtendedTrustManager {
    private static final ThreadLocal<Boolean> ASKED = ThreadLocal.withInitial(() -> false);

    /** A handshake begins on this thread. */
    static void begin() {
        ASKED.set(false);
    }

    /** Returns whether the handshake that was begun last on this thread showed a certificate. */
    static boolean wasShown() {
        return ASKED.get();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        ASKED.set(true);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        ASKED.set(true);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        ASKED.set(true);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side of the connection is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
