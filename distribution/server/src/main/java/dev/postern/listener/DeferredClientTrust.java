package dev.postern.listener;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every client certificate through the handshake, because judging it here would be too early: only MAIL FROM tells
 * which partner's rule applies. Nothing is trusted by passing here; {@link dev.postern.tls.TlsPolicyEvaluator} decides.
 * JSSE still makes the client prove that it has the certificate's key.
 *
 * <p>It names no acceptable issuers, so that the CertificateRequest carries an empty list (RFC 5246 §7.4.4: the client
 * may send any certificate) and partners' private CAs are not told to the world. It never trusts a server.
 */
final class DeferredClientTrust extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw forClientsOnly();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw forClientsOnly();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw forClientsOnly();
    }

    private static CertificateException forClientsOnly() {
        return new CertificateException("this end of the connection is a server: it trusts no server");
    }
}
