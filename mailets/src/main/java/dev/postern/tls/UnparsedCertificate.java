package dev.postern.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that the JVM's parser rejects. Its holder can prove to have its key, and its fingerprint can be taken; it
 * proves no name, nobody vouches for it, and it vouches for nobody: its extensions are not read. Immutable.
 */
public final class UnparsedCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L;
    private static final X500Principal NOBODY = new X500Principal("");

    @SuppressWarnings("serial") // written by Certificate.writeReplace
    private final Fields fields;

    private final byte[] der;
    private final String objection;

    /** What can be read of it without its extensions. */
    private record Fields(
            BigInteger serial,
            X500Principal issuer,
            Instant from,
            Instant until,
            X500Principal subject,
            PublicKey key) {}

    private UnparsedCertificate(Fields fields, byte[] der, String objection) {
        this.fields = fields;
        this.der = der;
        this.objection = objection;
    }

    /**
     * Reads what can be read.
     *
     * @param objection why the JVM rejected it
     * @throws CertificateException the objection, if its key cannot be read either
     */
    static UnparsedCertificate of(byte[] der, CertificateException objection) throws CertificateException {
        try {
            var certificate = ASN1Sequence.getInstance(der);
            if (certificate.size() != 3) {
                throw objection;
            }
            ASN1BitString.getInstance(certificate.getObjectAt(2));
            var tbs = ASN1Sequence.getInstance(certificate.getObjectAt(0));
            int first = tbs.getObjectAt(0) instanceof ASN1TaggedObject ? 1 : 0; // its version
            AlgorithmIdentifier.getInstance(tbs.getObjectAt(first + 1));
            var validity = ASN1Sequence.getInstance(tbs.getObjectAt(first + 3));
            var fields = new Fields(
                    ASN1Integer.getInstance(tbs.getObjectAt(first)).getValue(),
                    name(tbs.getObjectAt(first + 2)),
                    Time.getInstance(validity.getObjectAt(0)).getDate().toInstant(),
                    Time.getInstance(validity.getObjectAt(1)).getDate().toInstant(),
                    name(tbs.getObjectAt(first + 4)),
                    key(SubjectPublicKeyInfo.getInstance(tbs.getObjectAt(first + 5))));
            return new UnparsedCertificate(fields, der.clone(), reason(objection));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw objection; // BouncyCastle throws unchecked exceptions at what is malformed
        }
    }

    private static X500Principal name(ASN1Encodable name) throws IOException {
        try {
            return new X500Principal(name.toASN1Primitive().getEncoded(ASN1Encoding.DER));
        } catch (IllegalArgumentException e) {
            return NOBODY;
        }
    }

    private static PublicKey key(SubjectPublicKeyInfo key) throws GeneralSecurityException, IOException {
        ASN1ObjectIdentifier kind = key.getAlgorithm().getAlgorithm();
        // The JVM knows the other kinds by their number.
        String name = kind.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : kind.getId();
        return KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }

    private static String reason(CertificateException objection) {
        String reason = String.valueOf(objection.getMessage());
        return reason.substring(reason.lastIndexOf("Exception: ") < 0 ? 0 : reason.lastIndexOf("Exception: ") + 11);
    }

    /** Returns why the JVM rejects it, in words. */
    public String objection() {
        return objection;
    }

    /** Returns that certificate's objection, if it is one that the JVM rejects. */
    public static Optional<String> objection(X509Certificate certificate) {
        return certificate instanceof UnparsedCertificate unparsed
                ? Optional.of(unparsed.objection())
                : Optional.empty();
    }

    @Override
    public byte[] getEncoded() {
        return der.clone();
    }

    @Override
    public PublicKey getPublicKey() {
        return fields.key();
    }

    @Override
    public BigInteger getSerialNumber() {
        return fields.serial();
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return fields.issuer();
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return fields.subject();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in X509Certificate
    public Principal getIssuerDN() {
        return fields.issuer();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in X509Certificate
    public Principal getSubjectDN() {
        return fields.subject();
    }

    @Override
    public Date getNotBefore() {
        return Date.from(fields.from());
    }

    @Override
    public Date getNotAfter() {
        return Date.from(fields.until());
    }

    @Override
    public void checkValidity() throws CertificateNotYetValidException {
        throw new CertificateNotYetValidException("judged by no clock: " + objection);
    }

    @Override
    public void checkValidity(Date date) throws CertificateExpiredException, CertificateNotYetValidException {
        if (date.toInstant().isBefore(fields.from())) {
            throw new CertificateNotYetValidException("not valid before " + fields.from());
        }
        if (date.toInstant().isAfter(fields.until())) {
            throw new CertificateExpiredException("not valid after " + fields.until());
        }
    }

    @Override
    public void verify(PublicKey key) throws SignatureException {
        throw new SignatureException("not verified: " + objection);
    }

    @Override
    public void verify(PublicKey key, String provider) throws SignatureException {
        verify(key);
    }

    @Override
    public int getVersion() {
        return 3;
    }

    @Override
    public byte[] getTBSCertificate() {
        return der.clone();
    }

    @Override
    public byte[] getSignature() {
        return new byte[0];
    }

    @Override
    public String getSigAlgName() {
        return "unknown";
    }

    @Override
    public String getSigAlgOID() {
        return "0.0";
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        return null;
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        return null;
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        return null;
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        return null;
    }

    @Override
    public int getBasicConstraints() {
        return -1; // no CA's
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return true; // as none is read
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        return null;
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        return null;
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnparsedCertificate unparsed && Arrays.equals(der, unparsed.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    @Override
    public String toString() {
        return "certificate of " + fields.subject() + " (" + objection + ")";
    }
}
