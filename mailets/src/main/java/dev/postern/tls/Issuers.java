package dev.postern.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** Tells who issued a certificate, by name and by signature. Pure. */
final class Issuers {
    private Issuers() {}

    /** Returns whether the certificate names that CA as its issuer and bears its signature; whether that is a CA is not asked. */
    static boolean isIssuer(X509Certificate ca, X509Certificate certificate) {
        if (!ca.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(ca.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
