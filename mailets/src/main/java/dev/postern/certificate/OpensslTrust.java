package dev.postern.certificate;

import dev.postern.tls.TrustAnchors;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Set;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.CertificateTrustBlock;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;

/** What OpenSSL's trust settings behind a {@code TRUSTED CERTIFICATE} say ({@code openssl x509 -trustout}). */
final class OpensslTrust {
    /** Whether there is a list of trusted uses; an empty one trusts it for nothing. */
    private final boolean isLimited;

    private final Set<?> trusted;
    private final Set<?> rejected;

    private OpensslTrust(CertificateTrustBlock settings, boolean isLimited) {
        this.isLimited = isLimited;
        this.trusted = settings.getUses();
        this.rejected = settings.getProhibitions();
    }

    static OpensslTrust of(PemBlock block) throws CertificateException {
        try {
            return new OpensslTrust(
                    new X509TrustedCertificateBlock(block.content()).getTrustBlock(), isLimited(block.content()));
        } catch (IOException | RuntimeException e) { // BouncyCastle throws both at what is malformed
            throw PemText.problem(block.line(), "begins a certificate whose trust settings cannot be read");
        }
    }

    /** BouncyCastle does not tell an empty list from none. */
    private static boolean isLimited(byte[] certificateAndSettings) throws IOException {
        try (var in = new ASN1InputStream(certificateAndSettings)) {
            in.readObject();
            return in.readObject() instanceof ASN1Sequence settings
                    && settings.size() > 0
                    && settings.getObjectAt(0) instanceof ASN1Sequence;
        }
    }

    /** Returns true if that use is not rejected, and is trusted; without a list of trusted uses every use is. */
    boolean allows(TrustAnchors.Role peer) {
        ASN1ObjectIdentifier purpose = new ASN1ObjectIdentifier(peer.keyPurpose());
        ASN1ObjectIdentifier any = KeyPurposeId.anyExtendedKeyUsage.toOID();
        boolean isRejected = rejected.contains(purpose) || rejected.contains(any);
        return !isRejected && (!isLimited || trusted.contains(purpose) || trusted.contains(any));
    }
}
