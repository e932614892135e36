package dev.postern.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** The names that a certificate proves: the dNSNames of its subjectAltName, and nothing else (RFC 9525 §2). */
public final class PeerNames {
    private static final int DNS_NAME = 2;

    private PeerNames() {}

    /** The dNSNames as they stand in the certificate; none if the extension is absent or malformed. */
    public static List<String> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // what cannot be read proves nothing
        }
    }
}
