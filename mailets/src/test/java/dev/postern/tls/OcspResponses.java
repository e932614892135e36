package dev.postern.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** What OCSP responders say in tests (RFC 6960). */
public final class OcspResponses {
    private OcspResponses() {}

    /**
     * A successful response, in DER.
     *
     * @param signer whoever claims to be entitled to it; presents its certificate with it
     * @param issuer of the certificate that is spoken of
     * @param validFor from now; negative: it was out of date that long ago
     */
    public static byte[] by(
            IssuedCertificate signer,
            CertificateAuthority issuer,
            X509Certificate subject,
            CertificateStatus status,
            Duration validFor) {
        Instant now = Instant.now();
        Instant from = validFor.isNegative() ? now.minus(Duration.ofDays(7)) : now.minus(Duration.ofHours(1));
        try {
            var digests = new BcDigestCalculatorProvider();
            var id = new CertificateID(
                    digests.get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(issuer.certificate()),
                    subject.getSerialNumber());
            var responder = new RespID(
                    SubjectPublicKeyInfo.getInstance(
                            signer.certificate().getPublicKey().getEncoded()),
                    digests.get(RespID.HASH_SHA1));
            var basic = new BasicOCSPRespBuilder(responder)
                    .addResponse(id, status, Date.from(from), Date.from(now.plus(validFor)))
                    .build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(signer.key()),
                            new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())},
                            Date.from(from));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (GeneralSecurityException | OCSPException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a test's OCSP response cannot be made", e);
        }
    }
}
