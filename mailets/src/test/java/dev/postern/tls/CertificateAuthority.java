package dev.postern.tls;

import dev.postern.tls.CertificateTemplate.KeyKind;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA for tests, whose certificates are made in code. {@code create("Test CA").issue("mx.contoso.test")} is a good
 * certificate; a {@link CertificateTemplate} makes every other kind. Immutable but for the randomness of keys.
 */
public final class CertificateAuthority {
    private static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What the CAs above sign, this CA's own certificate first. */
    private final IssuedCertificate own;

    private CertificateAuthority(IssuedCertificate own) {
        this.own = own;
    }

    public static CertificateAuthority create(String name) {
        return create(CertificateTemplate.ofCa(name));
    }

    public static CertificateAuthority create(CertificateTemplate template) {
        return new CertificateAuthority(selfSigned(template));
    }

    /** Signs with somebody's certificate, whether that is a CA's or not. */
    public static CertificateAuthority of(IssuedCertificate signer) {
        return new CertificateAuthority(signer);
    }

    /** A certificate that nobody vouches for. */
    public static IssuedCertificate selfSigned(CertificateTemplate template) {
        KeyPair keys = keyPair(template.keyKind());
        var name = name(template);
        return new IssuedCertificate(List.of(sign(template, keys, name, keys)), keys.getPrivate());
    }

    public static IssuedCertificate selfSigned(String... dnsNames) {
        return selfSigned(CertificateTemplate.of(dnsNames));
    }

    public CertificateAuthority intermediate(String name) {
        return intermediate(CertificateTemplate.ofCa(name));
    }

    public CertificateAuthority intermediate(CertificateTemplate template) {
        return new CertificateAuthority(issue(template));
    }

    public IssuedCertificate issue(String... dnsNames) {
        return issue(CertificateTemplate.of(dnsNames));
    }

    /** A certificate and the chain that its holder presents: itself and every CA but the root. */
    public IssuedCertificate issue(CertificateTemplate template) {
        KeyPair keys = keyPair(template.keyKind());
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(sign(
                template,
                keys,
                own.certificate().getSubjectX500Principal(),
                new KeyPair(own.certificate().getPublicKey(), own.key())));
        own.chain().stream()
                .filter(ca -> !ca.getSubjectX500Principal().equals(ca.getIssuerX500Principal()))
                .forEach(chain::add);
        return new IssuedCertificate(chain, keys.getPrivate());
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    public IssuedCertificate own() {
        return own;
    }

    public TrustAnchors trustAnchors() {
        return new TrustAnchors(Set.of(certificate()));
    }

    private static X500Principal name(CertificateTemplate template) {
        return new X500Principal("CN=" + template.subject());
    }

    private static X509Certificate sign(
            CertificateTemplate template, KeyPair subject, X500Principal issuer, KeyPair by) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(120, RANDOM).setBit(120),
                    Date.from(template.notBefore()),
                    Date.from(template.notAfter()),
                    name(template),
                    subject.getPublic());
            addExtensions(builder, template);
            var utils = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(subject.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    utils.createAuthorityKeyIdentifier(template.issuerKeyNamed().orElseGet(by::getPublic)));
            PrivateKey key = by.getPrivate();
            ContentSigner signer = signer(template.signatureHash(), key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorException | CertIOException e) {
            throw new IllegalStateException("a test certificate cannot be made", e);
        }
    }

    private static ContentSigner signer(String hash, PrivateKey key) throws OperatorCreationException {
        return hash.equals(CertificateTemplate.PSS_WITH_SHA1)
                ? new PssSigner(key)
                : new JcaContentSignerBuilder(
                                hash + "with" + (key.getAlgorithm().equals("RSA") ? "RSA" : "ECDSA"))
                        .build(key);
    }

    private static void addExtensions(X509v3CertificateBuilder builder, CertificateTemplate template)
            throws CertIOException {
        builder.addExtension(
                Extension.basicConstraints,
                true,
                template.pathLength()
                        .map(length -> length < 0 ? new BasicConstraints(true) : new BasicConstraints(length))
                        .orElseGet(() -> new BasicConstraints(false)));
        if (!template.names().isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(template.names().toArray(new GeneralName[0])));
        }
        if (!template.purposes().isEmpty()) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(template.purposes().toArray(new KeyPurposeId[0])));
        }
        if (template.keyUsage().isPresent()) {
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(template.keyUsage().get()));
        }
        if (template.mustStaple()) {
            builder.addExtension(TLS_FEATURE, false, new DERSequence(new ASN1Integer(5)));
        }
        if (template.permittedBelow().isPresent()) {
            var subtree = new GeneralSubtree(new GeneralName(
                    GeneralName.dNSName, template.permittedBelow().get()));
            builder.addExtension(
                    Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {subtree}, null));
        }
    }

    private static KeyPair keyPair(KeyKind kind) {
        try {
            KeyPairGenerator generator;
            switch (kind) {
                case EC_P256 -> {
                    generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec("secp256r1"));
                }
                case RSA_2048 -> {
                    generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(2048);
                }
                case RSA_1024 -> {
                    generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(1024);
                }
                default -> throw new IllegalArgumentException(kind.name());
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM makes no " + kind, e);
        }
    }
}
