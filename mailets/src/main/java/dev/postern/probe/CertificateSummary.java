package dev.postern.probe;

import dev.postern.text.Printable;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.PeerNames;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Describes one certificate of a chain to an administrator. Every text is printable.
 *
 * @param names the dNSNames that it proves
 * @param key the kind and size of its key
 * @param daysLeft whole days until it expires; negative once it has
 */
public record CertificateSummary(
        String subject,
        String issuer,
        List<String> names,
        String key,
        Instant notBefore,
        Instant notAfter,
        long daysLeft,
        CertificateFingerprint fingerprint,
        CertificateFingerprint keyFingerprint) {

    static CertificateSummary of(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        return new CertificateSummary(
                Printable.of(certificate.getSubjectX500Principal().getName()),
                Printable.of(certificate.getIssuerX500Principal().getName()),
                PeerNames.of(certificate),
                key(certificate.getPublicKey()),
                certificate.getNotBefore().toInstant(),
                end,
                Math.floorDiv(
                        Duration.between(now, end).toSeconds(),
                        Duration.ofDays(1).toSeconds()),
                CertificateFingerprint.ofCertificate(certificate),
                CertificateFingerprint.ofPublicKey(certificate));
    }

    private static String key(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return "RSA " + rsa.getModulus().bitLength() + " bits";
        }
        return key instanceof ECPublicKey ec
                ? "EC " + ec.getParams().getCurve().getField().getFieldSize() + " bits"
                : Printable.of(key.getAlgorithm());
    }
}
