package dev.postern.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * Parses certificates, also those that break RFC 5280 in a way that the JVM's parser rejects and OpenSSL does not: an empty
 * issuer, or an empty subject beside a subjectAltName that is not critical. These become an {@link UnparsedCertificate}.
 */
public final class CertificateParser {
    private CertificateParser() {}

    /**
     * Parses one certificate in DER.
     *
     * @throws CertificateException if not even its key can be read
     */
    public static X509Certificate parse(byte[] der) throws CertificateException {
        try {
            if (CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der))
                    instanceof X509Certificate certificate) {
                return certificate;
            }
            throw new CertificateException("no X.509 certificate");
        } catch (CertificateException e) {
            return UnparsedCertificate.of(der, e);
        }
    }
}
