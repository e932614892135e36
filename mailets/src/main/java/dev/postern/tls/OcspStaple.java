package dev.postern.tls;

import dev.postern.tls.OcspStaple.Statement.Good;
import dev.postern.tls.OcspStaple.Statement.Nothing;
import dev.postern.tls.OcspStaple.Statement.Withdrawn;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;

/**
 * The OCSP response that a server stapled to its certificate (RFC 6066 §8, RFC 6960), judged by the JDK's revocation checker.
 * Immutable.
 *
 * <p>It can only take trust away: a server without one is trusted as before, unless its certificate {@linkplain #isDemandedBy
 * demands one}.
 */
public final class OcspStaple {
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    private static final BigInteger STATUS_REQUEST = BigInteger.valueOf(5); // RFC 6066 §8

    /** What a staple says of the certificate beside it. */
    sealed interface Statement {
        /** The issuer said lately that it has not been revoked. */
        record Good() implements Statement {}

        /**
         * The issuer withdrew it, or said lately that it does not know it.
         *
         * @param isFinal whether the issuer never takes that back
         */
        record Withdrawn(String reason, boolean isFinal) implements Statement {}

        /** Nothing that could be relied upon. */
        record Nothing(String reason) implements Statement {}
    }

    private final byte[] der;

    public OcspStaple(byte[] der) {
        this.der = der.clone();
    }

    /**
     * Returns what the staple says of the peer's certificate. A response that is out of date, malformed, signed by somebody
     * else, about another certificate, or that its responder could not give, says nothing: it proves no more than none would.
     * A revocation does not go out of date, unless it was a hold (RFC 5280 §5.3.1).
     *
     * @param chain what the peer presented, its own certificate first
     * @param anchors CAs that may have issued it, beside those of the chain
     */
    Statement statement(List<X509Certificate> chain, Collection<X509Certificate> anchors, Instant now) {
        X509Certificate own = chain.get(0);
        return Stream.concat(chain.stream().skip(1), anchors.stream())
                .filter(ca -> Issuers.isIssuer(ca, own))
                .findFirst()
                .map(issuer -> statement(own, issuer, now))
                .orElseGet(() -> new Nothing("its issuer is not there to verify its stapled OCSP response"));
    }

    private Statement statement(X509Certificate own, X509Certificate issuer, Instant now) {
        try {
            var response = new OCSPResp(der);
            if (response.getStatus() != OCSPResp.SUCCESSFUL
                    || !(response.getResponseObject() instanceof BasicOCSPResp basic)) {
                return new Nothing("its stapled OCSP response says nothing, its status is " + response.getStatus());
            }
            Statement current = checked(own, issuer, now);
            Instant end = Arrays.stream(basic.getResponses())
                    .map(single -> Optional.ofNullable(single.getNextUpdate()).orElse(single.getThisUpdate()))
                    .min(Comparator.naturalOrder())
                    .map(Date::toInstant)
                    .orElse(now);
            return current instanceof Nothing
                            && end.isBefore(now)
                            && checked(own, issuer, end) instanceof Withdrawn withdrawn
                            && withdrawn.isFinal()
                    ? withdrawn
                    : current;
        } catch (IOException | OCSPException | GeneralSecurityException | RuntimeException e) {
            // The parsers throw all of them at what a hostile peer sends.
            return new Nothing("its stapled OCSP response cannot be read");
        }
    }

    /** Asks the JDK, as of that instant. It has the response, and connects to no responder. */
    private Statement checked(X509Certificate own, X509Certificate issuer, Instant at) throws GeneralSecurityException {
        var validator = CertPathValidator.getInstance("PKIX");
        var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(Set.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        checker.setOcspResponses(Map.of(own, der));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
        parameters.setDate(Date.from(at));
        parameters.addCertPathChecker(checker);
        try {
            validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(own)), parameters);
            return new Good();
        } catch (CertPathValidatorException e) {
            if (e.getCause() instanceof CertificateRevokedException revoked) {
                return new Withdrawn(
                        "it was revoked on " + revoked.getRevocationDate().toInstant(),
                        revoked.getRevocationReason() != CRLReason.CERTIFICATE_HOLD);
            }
            // Of a successful response that it could read and verify, the JDK leaves no other undetermined.
            return e.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS && !(e.getCause() instanceof IOException)
                    ? new Withdrawn("its issuer does not know it", false)
                    : new Nothing("its stapled OCSP response does not hold: " + e.getMessage());
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

    @Override
    public boolean equals(Object other) {
        return other instanceof OcspStaple staple && Arrays.equals(der, staple.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }
}
