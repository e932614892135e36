package dev.postern.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.CertificateTrustBlock;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;

/** What OpenSSL's trust settings behind a {@code TRUSTED CERTIFICATE} say ({@code openssl x509 -trustout}). */
final class OpensslTrust {
    private final Set<?> trusted;
    private final Set<?> rejected;

    private OpensslTrust(CertificateTrustBlock settings) {
        this.trusted = settings.getUses();
        this.rejected = settings.getProhibitions();
    }

    static OpensslTrust of(PemBlock block) throws CertificateException {
        try {
            return new OpensslTrust(new X509TrustedCertificateBlock(block.content()).getTrustBlock());
        } catch (IOException | RuntimeException e) { // BouncyCastle throws both at what is malformed
            throw PemText.problem(block.line(), "begins a certificate whose trust settings cannot be read");
        }
    }

    /** Returns true if that use is not rejected, and is trusted; without settings every use is. */
    boolean allows(TrustAnchors.Role peer) {
        ASN1ObjectIdentifier purpose = new ASN1ObjectIdentifier(peer.keyPurpose());
        ASN1ObjectIdentifier any = KeyPurposeId.anyExtendedKeyUsage.toOID();
        boolean isRejected = rejected.contains(purpose) || rejected.contains(any);
        return !isRejected && (trusted.isEmpty() || trusted.contains(purpose) || trusted.contains(any));
    }
}
