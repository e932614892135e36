package dev.postern.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;

/** The certificates of a PEM file (RFC 7468), as certbot and OpenSSL write them. */
public final class PemCertificates {
    private PemCertificates() {}

    /**
     * All certificates in their order; text between them and PEM blocks of other kinds are passed over.
     *
     * @throws CertificateException if a block cannot be read
     */
    public static List<X509Certificate> parse(byte[] pem) throws CertificateException {
        var converter = new JcaX509CertificateConverter();
        List<X509Certificate> certificates = new ArrayList<>();
        try (var parser =
                new PEMParser(new InputStreamReader(new ByteArrayInputStream(pem), StandardCharsets.ISO_8859_1))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof X509CertificateHolder holder) {
                    certificates.add(converter.getCertificate(holder));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new CertificateException("malformed PEM block", e); // the parser throws both for malformed content
        }
        return certificates;
    }
}
