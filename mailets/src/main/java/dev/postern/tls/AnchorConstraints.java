package dev.postern.tls;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * Applies the limits in a trust anchor's own certificate, its name constraints and its path length, to a path below it.
 *
 * <p>Path validation ignores both (RFC 5280 §6.1.1 (d); RFC 5937 says how to apply them), and the JVM's refuses anchors whose
 * name constraints are passed to it.
 */
final class AnchorConstraints {
    private AnchorConstraints() {}

    /**
     * Returns why the anchor does not vouch for that path, in words.
     *
     * @param path valid, without the anchor, the peer's own certificate first
     */
    static Optional<String> objection(X509Certificate anchor, List<X509Certificate> path) {
        int length = anchor.getBasicConstraints();
        long below = path.stream().skip(1).filter(ca -> !isSelfIssued(ca)).count();
        if (length >= 0 && below > length) {
            return Optional.of(anchor.getSubjectX500Principal() + " allows " + length
                    + " CA certificates below it, and " + below + " lead to this one");
        }
        byte[] constraints = anchor.getExtensionValue(Extension.nameConstraints.getId());
        return constraints == null ? Optional.empty() : nameObjection(anchor, constraints, path);
    }

    private static Optional<String> nameObjection(
            X509Certificate anchor, byte[] constraints, List<X509Certificate> path) {
        for (int i = 0; i < path.size(); i++) {
            X509Certificate certificate = path.get(i);
            if (i > 0 && isSelfIssued(certificate)) {
                continue; // RFC 5280 §6.1.3 (b)
            }
            try {
                check(certificate, validator(constraints));
            } catch (NameConstraintValidatorException e) {
                return Optional.of("the name constraints of " + anchor.getSubjectX500Principal() + " exclude a name of "
                        + certificate.getSubjectX500Principal());
            } catch (IOException | RuntimeException e) {
                // BouncyCastle throws unchecked exceptions for malformed extensions and for kinds of names it does not
                // know.
                return Optional.of("the name constraints of " + anchor.getSubjectX500Principal()
                        + " cannot be applied to " + certificate.getSubjectX500Principal());
            }
        }
        return Optional.empty();
    }

    private static PKIXNameConstraintValidator validator(byte[] extension) throws IOException {
        var constraints = NameConstraints.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
        var validator = new PKIXNameConstraintValidator();
        if (constraints.getPermittedSubtrees() != null) {
            validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        }
        if (constraints.getExcludedSubtrees() != null) {
            for (GeneralSubtree subtree : constraints.getExcludedSubtrees()) {
                validator.addExcludedSubtree(subtree);
            }
        }
        return validator;
    }

    /** RFC 5280 §6.1.3 (b) and (c), §4.2.1.10. */
    private static void check(X509Certificate certificate, PKIXNameConstraintValidator validator)
            throws NameConstraintValidatorException, IOException {
        var subject = X500Name.getInstance(ASN1Primitive.fromByteArray(
                certificate.getSubjectX500Principal().getEncoded()));
        validator.checkPermittedDN(subject);
        validator.checkExcludedDN(subject);
        for (RDN address : subject.getRDNs(BCStyle.EmailAddress)) {
            check(
                    new GeneralName(
                            GeneralName.rfc822Name,
                            address.getFirst().getValue().toString()),
                    validator);
        }
        byte[] names = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (names != null) {
            for (GeneralName name : GeneralNames.getInstance(JcaX509ExtensionUtils.parseExtensionValue(names))
                    .getNames()) {
                check(name, validator);
            }
        }
    }

    private static void check(GeneralName name, PKIXNameConstraintValidator validator)
            throws NameConstraintValidatorException {
        validator.checkPermitted(name);
        validator.checkExcluded(name);
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
