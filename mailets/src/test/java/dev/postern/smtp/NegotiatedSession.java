package dev.postern.smtp;

import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What the JVM would say of a connection. */
public final class NegotiatedSession {
    private NegotiatedSession() {}

    static SSLSession of(String protocol, String cipherSuite, List<X509Certificate> peer) {
        return (SSLSession) Proxy.newProxyInstance(
                NegotiatedSession.class.getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProtocol" -> protocol;
                    case "getCipherSuite" -> cipherSuite;
                    case "getPeerCertificates" -> {
                        if (peer.isEmpty()) {
                            throw new SSLPeerUnverifiedException("peer not authenticated");
                        }
                        yield peer.toArray(new X509Certificate[0]);
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    public static SSLSession tls13() {
        return of("TLSv1.3", "TLS_AES_256_GCM_SHA384", List.of());
    }

    public static SSLSession tls13(X509Certificate certificate) {
        return of("TLSv1.3", "TLS_AES_256_GCM_SHA384", List.of(certificate));
    }

    public static SSLSession tls11() {
        return of("TLSv1.1", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", List.of());
    }

    /** The TLS handler is in the pipeline, and nothing was negotiated yet. */
    public static SSLSession beforeHandshake() {
        return of("NONE", "SSL_NULL_WITH_NULL_NULL", List.of());
    }
}
