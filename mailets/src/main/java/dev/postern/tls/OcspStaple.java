package dev.postern.tls;

import dev.postern.tls.OcspStaple.Statement.Good;
import dev.postern.tls.OcspStaple.Statement.Nothing;
import dev.postern.tls.OcspStaple.Statement.Withdrawn;
import java.io.IOException;
import java.math.BigInteger;
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
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
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
 * Evaluates the OCSP response that a server staples to its certificate (RFC 6066 §8, RFC 6960). Immutable.
 *
 * <p>It can only take trust away: a server without one is trusted as before, unless its certificate {@linkplain
 * #isDemandedBy demands one}.
 */
public final class OcspStaple {
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    /** How old a "good" may be whose responder does not say until when it holds. Servers that staple ask again after an hour or so. */
    private static final Duration WITHOUT_NEXT_UPDATE = Duration.ofDays(1);

    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    private static final BigInteger STATUS_REQUEST = BigInteger.valueOf(5); // RFC 6066 §8

    /** What a staple says of the certificate beside it. */
    sealed interface Statement {
        /** The issuer said lately that it has not been revoked. */
        record Good() implements Statement {}

        /** The issuer withdrew it, or said lately that it does not know it. */
        record Withdrawn(String reason) implements Statement {}

        /** Nothing that could be relied upon. */
        record Nothing(String reason) implements Statement {}
    }

    private final byte[] der;

    public OcspStaple(byte[] der) {
        this.der = der.clone();
    }

    /**
     * Returns what the staple says of the peer's certificate. A response that is out of date, malformed, signed by
     * somebody else or with a weak algorithm, about another certificate, or that its responder could not give, says nothing: it proves no more
     * than none would. A revocation does not go out of date, unless it was a hold (RFC 5280 §5.3.1).
     *
     * @param chain what the peer presented, its own certificate first
     * @param anchors CAs that may have issued it, beside those of the chain
     */
    Statement statement(List<X509Certificate> chain, Collection<X509Certificate> anchors, Instant now) {
        X509Certificate own = chain.get(0);
        Optional<X509Certificate> issuer = Stream.concat(chain.stream().skip(1), anchors.stream())
                .filter(ca -> Issuers.isIssuer(ca, own))
                .findFirst();
        if (issuer.isEmpty()) {
            return new Nothing("its issuer is not there to verify its stapled OCSP response");
        }
        try {
            var response = new OCSPResp(der);
            if (response.getStatus() != OCSPResp.SUCCESSFUL) {
                return new Nothing("its stapled OCSP response is an error, " + response.getStatus());
            }
            return response.getResponseObject() instanceof BasicOCSPResp basic
                    ? statement(basic, own, issuer.get(), now)
                    : new Nothing("its stapled OCSP response is of an unknown type");
        } catch (IOException | OCSPException | GeneralSecurityException | RuntimeException e) {
            // BouncyCastle throws all of them at what a hostile peer sends.
            return new Nothing("its stapled OCSP response cannot be read");
        }
    }

    /** Returns whether that certificate's issuer says that its holder always staples (TLS feature, RFC 7633). */
    public static boolean isDemandedBy(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(TLS_FEATURE);
        if (extension == null) {
            return false;
        }
        try {
            for (ASN1Encodable feature :
                    ASN1Sequence.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))) {
                if (ASN1Integer.getInstance(feature).hasValue(STATUS_REQUEST)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | RuntimeException e) {
            return true; // malformed: the stricter reading
        }
    }

    private static Statement statement(BasicOCSPResp basic, X509Certificate own, X509Certificate issuer, Instant now)
            throws OCSPException, GeneralSecurityException, IOException {
        Optional<String> weakness = WeakAlgorithms.inSignature(basic.getSignatureAlgorithmID());
        if (weakness.isPresent()) {
            return new Nothing("its stapled OCSP response " + weakness.get());
        }
        if (!isGenuine(basic, issuer, now)) {
            return new Nothing("its stapled OCSP response is not signed by its issuer");
        }
        var issuerHolder = new X509CertificateHolder(issuer.getEncoded());
        Statement statement = new Nothing("its stapled OCSP response is about another certificate");
        for (SingleResp single : basic.getResponses()) {
            if (single.getCertID().getSerialNumber().equals(own.getSerialNumber())
                    && single.getCertID().matchesIssuer(issuerHolder, new BcDigestCalculatorProvider())) {
                statement = statement(single, now);
                if (statement instanceof Withdrawn) {
                    return statement; // whatever else the same response says of it
                }
            }
        }
        return statement;
    }

    private static Statement statement(SingleResp single, Instant now) {
        CertificateStatus status = single.getCertStatus();
        boolean current = isCurrent(single, now);
        if (status instanceof RevokedStatus revoked && (current || !isHold(revoked))) {
            return new Withdrawn(
                    "it was revoked on " + revoked.getRevocationTime().toInstant());
        }
        if (!current) {
            return new Nothing("its stapled OCSP response is out of date");
        }
        if (status != CertificateStatus.GOOD) { // BouncyCastle says "good" by null, as GOOD is
            return new Withdrawn("its issuer does not know it");
        }
        return isOldWithoutEnd(single, now)
                ? new Nothing("its stapled OCSP response has no nextUpdate, and is more than a day old")
                : new Good();
    }

    private static boolean isHold(RevokedStatus revoked) {
        return revoked.hasRevocationReason() && revoked.getRevocationReason() == CRLReason.certificateHold;
    }

    private static boolean isCurrent(SingleResp single, Instant now) {
        Date next = single.getNextUpdate();
        return !now.plus(CLOCKS_DIFFER).isBefore(single.getThisUpdate().toInstant())
                && (next == null || !now.minus(CLOCKS_DIFFER).isAfter(next.toInstant()));
    }

    /** RFC 6960 §4.2.2.1: without nextUpdate newer information is available at any time, so that a server has no reason to staple an old one. */
    private static boolean isOldWithoutEnd(SingleResp single, Instant now) {
        return single.getNextUpdate() == null
                && single.getThisUpdate().toInstant().plus(WITHOUT_NEXT_UPDATE).isBefore(now);
    }

    /** RFC 6960 §4.2.2.2: signed by the issuer itself, or by a delegate that the issuer has certified for OCSP signing. */
    private static boolean isGenuine(BasicOCSPResp basic, X509Certificate issuer, Instant now)
            throws GeneralSecurityException {
        List<X509Certificate> signers = new ArrayList<>(List.of(issuer));
        for (X509CertificateHolder holder : basic.getCerts()) {
            X509Certificate delegate = new JcaX509CertificateConverter().getCertificate(holder);
            ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(holder.getExtensions());
            if (Issuers.isIssuer(issuer, delegate)
                    && WeakAlgorithms.in(delegate).isEmpty()
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

    @Override
    public boolean equals(Object other) {
        return other instanceof OcspStaple staple && Arrays.equals(der, staple.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }
}
