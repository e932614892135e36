package dev.postern.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names that a certificate proves: the dNSNames of its subjectAltName, and nothing else (RFC 9525 §2). What cannot be
 * a DNS name (NUL, U-labels, commas, line ends) is left out: it proves nothing, and must not forge a log line.
 */
public final class PeerNames {
    private static final int DNS_NAME = 2;
    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9_.*-]{1,255}");

    private PeerNames() {}

    /** Returns the dNSNames as they stand in the certificate; none if the extension is absent or malformed. */
    public static List<String> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .map(name -> (String) name.get(1))
                            .filter(name -> CHARACTERS.matcher(name).matches())
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // what cannot be read proves nothing
        }
    }
}
