package dev.postern.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The test's end of a connection: it looks at what the other side presented afterwards. */
public final class TrustingAnyone implements X509TrustManager {

    /** A client's context without a certificate of its own. */
    public static SSLContext context() {
        return context(new KeyManager[0]);
    }

    /** The context of whoever has these. */
    public static SSLContext context(KeyManager... keyManagers) {
        return context(keyManagers, new TrustingAnyone());
    }

    static SSLContext context(KeyManager[] keyManagers, TrustManager... judges) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers, judges, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
