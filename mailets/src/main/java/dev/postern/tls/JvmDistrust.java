package dev.postern.tls;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Asks the JVM's own trust manager about a server's path. It applies what plain path validation does not: roots that are
 * trusted for older certificates only ({@code jdk.security.caDistrustPolicies}), and those of {@code
 * jdk.certpath.disabledAlgorithms} that depend on use. Safe for any thread.
 */
final class JvmDistrust {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;

    /** Paths without objection. Its caller builds a path each time, so that expiry is seen however old the entry. */
    private static final Cache<List<X509Certificate>, Boolean> PASSED =
            CacheBuilder.newBuilder().maximumSize(500).build();

    private JvmDistrust() {}

    /**
     * Returns why the JVM does not trust a server with that path, in words.
     *
     * @param path valid now, without the anchor, the server's own certificate first
     */
    static Optional<String> objection(X509Certificate anchor, List<X509Certificate> path, Instant now) {
        List<X509Certificate> whole = new ArrayList<>(path);
        whole.add(anchor);
        if (path.isEmpty() || PASSED.getIfPresent(whole) != null) {
            return Optional.empty();
        }
        try {
            trustManager(anchor, now).checkServerTrusted(presented(anchor, path), use(path.get(0)));
            PASSED.put(whole, true);
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of("this Java does not trust it: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            return Optional.of("this Java has no trust manager: " + e.getMessage());
        }
    }

    /**
     * The trust manager validates a chain that is in order as it stands, and is strict about key identifiers then, which are
     * only hints (RFC 4158 §3.5.12). From any other it builds a path, as {@link TrustAnchors} did; but none to an anchor of
     * X.509 version 1, which has no key identifier.
     */
    private static X509Certificate[] presented(X509Certificate anchor, List<X509Certificate> path) {
        if (anchor.getVersion() < 3) {
            return path.toArray(new X509Certificate[0]);
        }
        return Stream.concat(Stream.of(path.get(0)), path.stream()).toArray(X509Certificate[]::new);
    }

    private static X509TrustManager trustManager(X509Certificate anchor, Instant now) throws GeneralSecurityException {
        var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), new X509CertSelector());
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("none for X.509"));
    }

    /** A key exchange that its keyUsage allows, as {@link KeyUse} asks about the one that was negotiated. */
    private static String use(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        if (usage == null || usage[DIGITAL_SIGNATURE]) {
            return "UNKNOWN"; // TLS 1.3
        }
        return usage[KEY_ENCIPHERMENT] ? "RSA" : "ECDH_ECDSA";
    }
}
