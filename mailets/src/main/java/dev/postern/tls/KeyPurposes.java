package dev.postern.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Decides for which purposes a certificate path may be used (extendedKeyUsage, RFC 5280 §4.2.1.12). The purposes of a CA limit every
 * certificate that it issues, directly or through other CAs, as in OpenSSL and browsers. The JVM's path validation reads only those of
 * the peer's own certificate. Pure.
 */
final class KeyPurposes {
    static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private static final String ANY = "2.5.29.37.0";

    private KeyPurposes() {}

    /** Returns those of the purposes that the certificate is good for; one without the extension is good for all. */
    static List<String> of(X509Certificate certificate, List<String> purposes) throws CertificateParsingException {
        List<String> allowed = certificate.getExtendedKeyUsage();
        return allowed == null || allowed.contains(ANY)
                ? purposes
                : purposes.stream().filter(allowed::contains).toList();
    }

    /**
     * Returns why none of the purposes is left to the path, in words.
     *
     * @param path without the anchor, the peer's own certificate first
     */
    static Optional<String> objection(X509Certificate anchor, List<X509Certificate> path, List<String> purposes) {
        List<String> left = purposes;
        try {
            for (X509Certificate certificate : path) {
                left = of(certificate, left);
            }
            left = of(anchor, left);
        } catch (CertificateParsingException e) {
            return Optional.of("the extendedKeyUsage of its chain cannot be read: " + e.getMessage());
        }
        return left.isEmpty()
                ? Optional.of("the extendedKeyUsage of a CA above it does not allow what it is used for")
                : Optional.empty();
    }
}
