package dev.postern.expiry;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * A certificate that the configuration names. Equal are those of the same use and content, however often they were read.
 *
 * @param use what for, such as {@code client certificate for partner contoso}
 */
public record CertificateInUse(String use, X509Certificate certificate) {

    public Instant expiry() {
        return certificate.getNotAfter().toInstant();
    }

    /** Returns use, subject and end, for people. */
    String describe() {
        return use + " (" + certificate.getSubjectX500Principal() + ") valid-until=" + expiry();
    }
}
