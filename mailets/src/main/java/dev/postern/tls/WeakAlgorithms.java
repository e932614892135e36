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
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses chains whose links can be forged: signatures with MD5 or SHA-1, and RSA keys below 2048 bits (RFC 9155, NIST SP
 * 800-131A). The JVM's own list ({@code jdk.certpath.disabledAlgorithms}) holds as well, but for private CAs it lets SHA-1
 * and RSA of 1024 bits pass.
 */
final class WeakAlgorithms extends PKIXCertPathChecker {
    /** RSASSA-PSS without parameters (RFC 4055 §3.1). */
    private static final String PSS = "SHA1withRSAandMGF1";

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
        String signature = signature(certificate);
        return isWeak(signature) ? Optional.of("is signed with " + signature) : weakKey(certificate);
    }

    /** The JDK names RSASSA-PSS without its hash, which is a parameter. */
    private static String signature(X509Certificate certificate) {
        byte[] parameters = certificate.getSigAlgParams();
        if (!certificate.getSigAlgName().equalsIgnoreCase("RSASSA-PSS")) {
            return certificate.getSigAlgName();
        }
        if (parameters == null) {
            return PSS;
        }
        try {
            return DisabledAlgorithms.name(new AlgorithmIdentifier(
                    new ASN1ObjectIdentifier(certificate.getSigAlgOID()), RSASSAPSSparams.getInstance(parameters)));
        } catch (RuntimeException e) {
            return PSS; // malformed: the stricter reading
        }
    }

    /** What is weak in a signature that is no certificate's, in words: by the same rule, and by the JVM's list. */
    static Optional<String> inSignature(AlgorithmIdentifier signature) {
        String name = DisabledAlgorithms.name(signature);
        return isWeak(name) || DisabledAlgorithms.ofJvm().include(signature)
                ? Optional.of("is signed with " + name)
                : Optional.empty();
    }

    private static boolean isWeak(String signature) {
        String name = signature.toUpperCase(Locale.ROOT);
        return name.contains("MD5") || name.contains("MD2") || name.startsWith("SHA1");
    }

    /** What is weak in that certificate's key, in words. */
    static Optional<String> weakKey(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAKey rsa
                        && rsa.getModulus().bitLength() < 2048
                ? Optional.of("has an RSA key of " + rsa.getModulus().bitLength() + " bits only")
                : Optional.empty();
    }
}
