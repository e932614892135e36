package dev.postern.smtpclient;

import dev.postern.tls.CipherSuites;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A TLS context of its own for each {@link ConnectionKey}. JSSE resumes sessions of one context by host name and port only,
 * so a context that two policies shared would resume for one what was negotiated for the other. Bounded; safe for any
 * thread.
 */
public final class TlsContexts {
    private static final int MOST = 256;
    private static final int SESSIONS = 16;
    private static final int SESSION_SECONDS = 3600;

    private final CipherSuites suites;

    private final Map<ConnectionKey, SSLContext> contexts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConnectionKey, SSLContext> eldest) {
            return size() > MOST;
        }
    };

    /** @param suites offered where there is a rule */
    public TlsContexts(CipherSuites suites) {
        this.suites = suites;
    }

    CipherSuites suites() {
        return suites;
    }

    public synchronized SSLContext of(ConnectionKey key) {
        return contexts.computeIfAbsent(key, TlsContexts::create);
    }

    /** The next handshake for that key is a full one. */
    synchronized void forget(ConnectionKey key) {
        contexts.remove(key);
    }

    private static SSLContext create(ConnectionKey key) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    key.terms()
                            .clientCertificate()
                            .map(PresentedCertificate::of)
                            .orElseGet(() -> new KeyManager[0]),
                    new TrustManager[] {new JudgedAfterHandshake()},
                    null);
            context.getClientSessionContext().setSessionCacheSize(SESSIONS);
            context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has TLS", e);
        }
    }
}
