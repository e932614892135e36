package dev.postern.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
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

/** Makes OCSP responses for tests (RFC 6960). */
public final class OcspResponses {
    private OcspResponses() {}

    /**
     * States the status of one certificate (RFC 6960 §4.2.1, SingleResponse).
     *
     * @param hash of the issuer's name and key in the CertID
     * @param ageWithoutEnd how old the response is, if it has no nextUpdate; then validFor does not count
     */
    public record Single(
            CertificateAuthority issuer,
            X509Certificate subject,
            CertificateStatus status,
            Duration validFor,
            AlgorithmIdentifier hash,
            Optional<Duration> ageWithoutEnd) {
        public Single(
                CertificateAuthority issuer,
                X509Certificate subject,
                CertificateStatus status,
                Duration validFor,
                AlgorithmIdentifier hash) {
            this(issuer, subject, status, validFor, hash, Optional.empty());
        }

        /** Makes one without nextUpdate. */
        public static Single withoutEnd(
                CertificateAuthority issuer, X509Certificate subject, CertificateStatus status, Duration age) {
            return new Single(issuer, subject, status, Duration.ZERO, CertificateID.HASH_SHA1, Optional.of(age));
        }

        public Single(
                CertificateAuthority issuer, X509Certificate subject, CertificateStatus status, Duration validFor) {
            this(issuer, subject, status, validFor, CertificateID.HASH_SHA1);
        }
    }

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
        return by(signer, new Extension[0], new Single(issuer, subject, status, validFor));
    }

    /** The same with another signature, such as {@code SHA1withECDSA}. */
    public static byte[] signedWith(String signature, IssuedCertificate signer, Single single) {
        return by(signature, signer, new Extension[0], single);
    }

    /** The same with a nonce, as a responder puts one in whom the server asked with one (RFC 9654). */
    public static byte[] withNonce(IssuedCertificate signer, Single single) {
        try {
            return by(
                    signer,
                    new Extension[] {
                        new Extension(
                                OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                                false,
                                new DEROctetString(new byte[32]).getEncoded())
                    },
                    single);
        } catch (IOException e) {
            throw new IllegalStateException("a test's nonce cannot be made", e);
        }
    }

    /** The same about several certificates. */
    public static byte[] about(IssuedCertificate signer, Single... singles) {
        return by(signer, new Extension[0], singles);
    }

    private static byte[] by(IssuedCertificate signer, Extension[] extensions, Single... singles) {
        return by("SHA256withECDSA", signer, extensions, singles);
    }

    private static byte[] by(String signature, IssuedCertificate signer, Extension[] extensions, Single... singles) {
        Instant now = Instant.now();
        try {
            var digests = new BcDigestCalculatorProvider();
            var responder = new RespID(
                    SubjectPublicKeyInfo.getInstance(
                            signer.certificate().getPublicKey().getEncoded()),
                    digests.get(RespID.HASH_SHA1));
            var builder = new BasicOCSPRespBuilder(responder);
            for (Single single : singles) {
                var id = new CertificateID(
                        digests.get(single.hash()),
                        new JcaX509CertificateHolder(single.issuer().certificate()),
                        single.subject().getSerialNumber());
                if (single.ageWithoutEnd().isPresent()) {
                    Date since = Date.from(now.minus(single.ageWithoutEnd().get()));
                    builder.addResponse(id, single.status(), since, null, null);
                } else {
                    builder.addResponse(
                            id, single.status(), from(now, single.validFor()), Date.from(now.plus(single.validFor())));
                }
            }
            if (extensions.length > 0) {
                builder.setResponseExtensions(new Extensions(extensions));
            }
            var basic = builder.build(
                    new JcaContentSignerBuilder(signature).build(signer.key()),
                    new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())},
                    from(now, singles[0].validFor()));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (GeneralSecurityException | OCSPException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a test's OCSP response cannot be made", e);
        }
    }

    private static Date from(Instant now, Duration validFor) {
        return Date.from(validFor.isNegative() ? now.minus(Duration.ofDays(7)) : now.minus(Duration.ofHours(1)));
    }
}
