package dev.postern.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest agreed with a partner, of a whole certificate or of its public key (SubjectPublicKeyInfo).
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record CertificateFingerprint(String hex) {
    private static final Pattern TEXT = Pattern.compile("sha256:((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})");

    /** Reads {@code sha256:} and 64 hexadecimal digits, with or without colons between bytes, in either case. */
    public static Optional<CertificateFingerprint> parse(String text) {
        var matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.of(new CertificateFingerprint(matcher.group(1).replace(":", "")))
                : Optional.empty();
    }

    public static CertificateFingerprint ofCertificate(X509Certificate certificate) {
        try {
            return of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded has no fingerprint", e);
        }
    }

    public static CertificateFingerprint ofPublicKey(X509Certificate certificate) {
        return of(certificate.getPublicKey().getEncoded());
    }

    /** Returns whether this is the digest of the certificate or of its public key. */
    public boolean matches(X509Certificate certificate) {
        return equals(ofPublicKey(certificate)) || equals(ofCertificate(certificate));
    }

    private static CertificateFingerprint of(byte[] der) {
        try {
            return new CertificateFingerprint(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
