package dev.postern.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses chains whose links can be forged: signatures with MD5 or SHA-1, and RSA keys below 2048 bits (RFC 9155, NIST SP
 * 800-131A). The JVM's own list ({@code jdk.certpath.disabledAlgorithms}) holds as well, but for private CAs it lets SHA-1
 * and RSA of 1024 bits pass.
 */
final class WeakAlgorithms extends PKIXCertPathChecker {

    @Override
    public void init(boolean forward) {}

    @Override
    public boolean isForwardCheckingSupported() {
        return true;
    }

    @Override
    @Nullable
    public Set<String> getSupportedExtensions() {
        return null; // PKIXCertPathChecker's word for none
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
        Optional<String> weakness = in((X509Certificate) certificate);
        if (weakness.isPresent()) {
            throw new CertPathValidatorException(
                    "a certificate " + weakness.get(), null, null, -1, BasicReason.ALGORITHM_CONSTRAINED);
        }
    }

    /** What is weak in that certificate, in words. */
    static Optional<String> in(X509Certificate certificate) {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (signature.contains("MD5") || signature.contains("MD2") || signature.startsWith("SHA1")) {
            return Optional.of("is signed with " + certificate.getSigAlgName());
        }
        return weakKey(certificate);
    }

    /** What is weak in that certificate's key, in words. */
    static Optional<String> weakKey(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAKey rsa
                        && rsa.getModulus().bitLength() < 2048
                ? Optional.of("has an RSA key of " + rsa.getModulus().bitLength() + " bits only")
                : Optional.empty();
    }
}
