package dev.postern.tls;

import java.io.ByteArrayInputStream;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;

/**
 * Parses certificates, also those that break RFC 5280 in a way that the JVM's parser rejects and OpenSSL does not: an empty
 * issuer, or an empty subject beside a subjectAltName that is not critical. These become an {@link UnparsedCertificate}.
 */
public final class CertificateParser {
    /** The name of the provider that {@link CertificateTolerance} puts before the JVM's. */
    static final String TOLERANT_PROVIDER = "PosternCertificates";

    private CertificateParser() {}

    /**
     * Parses one certificate in DER.
     *
     * @throws CertificateException if not even its key can be read
     */
    public static X509Certificate parse(byte[] der) throws CertificateException {
        try {
            if (ofJvm().generateCertificate(new ByteArrayInputStream(der)) instanceof X509Certificate certificate) {
                return certificate;
            }
            throw new CertificateException("no X.509 certificate");
        } catch (CertificateException e) {
            return UnparsedCertificate.of(der, e);
        }
    }

    /** The JVM's own factory, whatever {@link CertificateTolerance} has put before it. */
    static CertificateFactory ofJvm() throws CertificateException {
        Provider jvm = Stream.of(Security.getProviders("CertificateFactory.X.509"))
                .filter(provider -> !provider.getName().equals(TOLERANT_PROVIDER))
                .findFirst()
                .orElseThrow(() -> new CertificateException("this JVM parses no certificates"));
        return CertificateFactory.getInstance("X.509", jvm);
    }
}
