package dev.postern.certificate;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label between {@code BEGIN} and the dashes, such as {@code CERTIFICATE}
 * @param line of {@code BEGIN}, counted from 1
 * @param isEncrypted whether its headers say so (RFC 1421 §4.6.1.1, as OpenSSL's traditional keys do)
 * @param content decoded; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PemBlock(String label, int line, boolean isEncrypted, byte[] content) {

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE") || isTrustedCertificate();
    }

    /** Returns whether OpenSSL's trust settings follow the certificate. */
    boolean isTrustedCertificate() {
        return label.equals("TRUSTED CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.equals("PRIVATE KEY") || label.endsWith(" PRIVATE KEY");
    }
}
