package dev.postern.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * What a server presented beside its certificate to say that it has not been revoked (RFC 6066 §8, RFC 6960). Immutable.
 *
 * <p>It can only take trust away: a server without one is trusted as before.
 */
public final class OcspStaple {
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final byte[] der;

    public OcspStaple(byte[] der) {
        this.der = der.clone();
    }

    /**
     * Why a certificate that has a chain to a trust anchor is not to be trusted all the same. A response that is out of date,
     * that its responder could not give, or that is about another certificate counts as none; but once revoked is revoked
     * for good.
     *
     * @param chain what the peer presented, its own certificate first
     * @param anchors CAs that may have issued it, beside those of the chain
     */
    public Optional<String> objection(List<X509Certificate> chain, Collection<X509Certificate> anchors, Instant now) {
        X509Certificate own = chain.get(0);
        Optional<X509Certificate> issuer = Stream.concat(chain.stream().skip(1), anchors.stream())
                .filter(ca -> isIssuer(ca, own))
                .findFirst();
        if (issuer.isEmpty()) {
            return Optional.empty(); // nobody to ask whether the response is genuine
        }
        try {
            var response = new OCSPResp(der);
            if (response.getStatus() != OCSPResp.SUCCESSFUL) {
                return Optional.empty();
            }
            return response.getResponseObject() instanceof BasicOCSPResp basic
                    ? objection(basic, own, issuer.get(), now)
                    : Optional.of("its stapled OCSP response is of an unknown type");
        } catch (IOException | OCSPException | GeneralSecurityException | RuntimeException e) {
            // BouncyCastle throws all of them at what a hostile peer sends.
            return Optional.of("its stapled OCSP response cannot be read");
        }
    }

    private static Optional<String> objection(
            BasicOCSPResp basic, X509Certificate own, X509Certificate issuer, Instant now)
            throws OCSPException, GeneralSecurityException, IOException {
        if (!isGenuine(basic, issuer, now)) {
            return Optional.of("its stapled OCSP response is not signed by its issuer");
        }
        var issuerHolder = new X509CertificateHolder(issuer.getEncoded());
        for (SingleResp single : basic.getResponses()) {
            if (single.getCertID().getSerialNumber().equals(own.getSerialNumber())
                    && single.getCertID().matchesIssuer(issuerHolder, new BcDigestCalculatorProvider())) {
                return objection(single, now);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> objection(SingleResp single, Instant now) {
        CertificateStatus status = single.getCertStatus();
        if (status instanceof RevokedStatus revoked) {
            return Optional.of(
                    "it was revoked on " + revoked.getRevocationTime().toInstant());
        }
        // BouncyCastle says "good" by null, as GOOD is.
        return status == CertificateStatus.GOOD || !isCurrent(single, now)
                ? Optional.empty()
                : Optional.of("its issuer does not know it");
    }

    private static boolean isCurrent(SingleResp single, Instant now) {
        Date next = single.getNextUpdate();
        return !now.plus(CLOCKS_DIFFER).isBefore(single.getThisUpdate().toInstant())
                && (next == null || !now.minus(CLOCKS_DIFFER).isAfter(next.toInstant()));
    }

    /** RFC 6960 §4.2.2.2: signed by the issuer itself, or by whom the issuer has certified for just that. */
    private static boolean isGenuine(BasicOCSPResp basic, X509Certificate issuer, Instant now)
            throws GeneralSecurityException {
        List<X509Certificate> signers = new ArrayList<>(List.of(issuer));
        for (X509CertificateHolder holder : basic.getCerts()) {
            X509Certificate delegate = new JcaX509CertificateConverter().getCertificate(holder);
            ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(holder.getExtensions());
            if (isIssuer(issuer, delegate)
                    && usage != null
                    && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                    && holder.isValidOn(Date.from(now))) {
                signers.add(delegate);
            }
        }
        for (X509Certificate signer : signers) {
            if (isSignedBy(basic, signer)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSignedBy(BasicOCSPResp basic, X509Certificate signer) {
        try {
            return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer.getPublicKey()));
        } catch (OCSPException | OperatorCreationException e) {
            return false; // a key of another kind than the signature
        }
    }

    private static boolean isIssuer(X509Certificate ca, X509Certificate certificate) {
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

    @Override
    public boolean equals(Object other) {
        return other instanceof OcspStaple staple && Arrays.equals(der, staple.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }
}
