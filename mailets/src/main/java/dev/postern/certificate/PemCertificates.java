package dev.postern.certificate;

import dev.postern.tls.CertificateParser;
import dev.postern.tls.TrustAnchors;
import dev.postern.tls.UnparsedCertificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificates of a PEM file (RFC 7468), as CAs, OpenSSL and people write them. */
public final class PemCertificates {
    private PemCertificates() {}

    /**
     * All certificates in their order, such as the chain of a held certificate; blocks of other kinds are passed over.
     *
     * @throws CertificateException if a block cannot be read; its message begins with the line
     */
    public static List<X509Certificate> parse(byte[] pem) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : PemText.blocks(pem)) {
            if (block.isCertificate()) {
                certificates.add(certificate(block));
            }
        }
        return certificates;
    }

    /**
     * The certificates of a file of trust anchors, all of which must be a CA's: by basicConstraints, or self-signed and of X.509
     * version 1, which had no such extension.
     *
     * @param peer for what they are to be trusted; the trust settings of a {@code TRUSTED CERTIFICATE} must allow that
     * @throws CertificateException if a block cannot be read or cannot be a trust anchor; its message begins with the line
     */
    public static List<X509Certificate> parseTrustAnchors(byte[] pem, TrustAnchors.Role peer)
            throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : PemText.blocks(pem)) {
            if (block.isCertificate()) {
                X509Certificate certificate = certificate(block);
                Optional<String> objection = objection(block, certificate, peer);
                if (objection.isPresent()) {
                    throw PemText.problem(block.line(), objection.get());
                }
                certificates.add(certificate);
            }
        }
        return certificates;
    }

    private static Optional<String> objection(PemBlock block, X509Certificate certificate, TrustAnchors.Role peer)
            throws CertificateException {
        Optional<String> unparsed = UnparsedCertificate.objection(certificate);
        if (unparsed.isPresent()) {
            return Optional.of("has a certificate that RFC 5280 forbids: " + unparsed.get());
        }
        if (!isOfCa(certificate)) {
            return Optional.of("has the certificate " + certificate.getSubjectX500Principal() + ", which is no CA's");
        }
        return block.isTrustedCertificate() && !OpensslTrust.of(block).allows(peer)
                ? Optional.of("has the certificate " + certificate.getSubjectX500Principal()
                        + ", whose trust settings exclude its use for a TLS " + peer.word())
                : Optional.empty();
    }

    private static boolean isOfCa(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0 || TrustAnchors.isVersionOneRoot(certificate);
    }

    private static X509Certificate certificate(PemBlock block) throws CertificateException {
        try {
            return CertificateParser.parse(block.content());
        } catch (CertificateException e) {
            throw PemText.problem(block.line(), "begins a certificate that cannot be read: " + e.getMessage());
        }
    }
}
