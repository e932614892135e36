package dev.postern.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Certificates as people and appliances make them, against RFC 5280. Each is for {@link #NAME}, where it can say so. */
public enum OddCertificate {
    /** As {@code openssl req -x509 -subj /} makes it. */
    EMPTY_ISSUER_AND_SUBJECT("", "", san(true)),
    EMPTY_ISSUER("", "CN=mx.contoso.test", san(false)),
    EMPTY_ISSUER_AND_NO_NAME("", ""),
    EMPTY_SUBJECT_BESIDE_A_SAN_THAT_IS_NOT_CRITICAL("CN=Some CA", "", san(false)),
    THE_SAME_EXTENSION_TWICE("CN=mx.contoso.test", "CN=mx.contoso.test", san(false), san(false)),
    A_BROKEN_CRITICAL_SAN(
            "CN=mx.contoso.test",
            "CN=mx.contoso.test",
            new Extension(Extension.subjectAlternativeName, true, new byte[] {1}));

    public static final String NAME = "mx.contoso.test";

    private final String issuer;
    private final String subject;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
    private final List<Extension> extensions;

    OddCertificate(String issuer, String subject, Extension... extensions) {
        this.issuer = issuer;
        this.subject = subject;
        this.extensions = List.of(extensions);
    }

    /** With its key, as a server or a client presents it; self-signed. */
    public IssuedCertificate make() {
        KeyPair keys = keyPair();
        return issued(new X500Name(issuer), new X500Name(subject), keys, keys.getPrivate(), extensions);
    }

    /** The same, signed by that CA, whose name stands in it if it is to have an issuer. */
    public IssuedCertificate makeBy(CertificateAuthority ca) {
        X500Name name = issuer.isEmpty() ? new X500Name("") : name(ca.own());
        return issued(name, new X500Name(subject), keyPair(), ca.own().key(), extensions);
    }

    /** A self-signed root of X.509 version 1, which has no extensions. */
    public static CertificateAuthority versionOneRoot(String commonName) {
        KeyPair keys = keyPair();
        var name = new X500Name("CN=" + commonName);
        return CertificateAuthority.of(issued(name, name, keys, keys.getPrivate(), List.of()));
    }

    /** One of X.509 version 1 that is signed by that CA. */
    public static IssuedCertificate versionOneBy(CertificateAuthority ca, String commonName) {
        return issued(
                name(ca.own()),
                new X500Name("CN=" + commonName),
                keyPair(),
                ca.own().key(),
                List.of());
    }

    private static IssuedCertificate issued(
            X500Name issuer, X500Name subject, KeyPair keys, PrivateKey by, List<Extension> extensions) {
        try {
            var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            var tbs = new ASN1EncodableVector();
            boolean versionOne =
                    extensions.isEmpty() && !issuer.equals(new X500Name("")) && !subject.equals(new X500Name(""));
            if (!versionOne) {
                tbs.add(new DERTaggedObject(true, 0, new ASN1Integer(2)));
            }
            tbs.add(new ASN1Integer(BigInteger.TEN));
            tbs.add(algorithm);
            tbs.add(issuer);
            tbs.add(new DERSequence(new ASN1Encodable[] {
                new Time(Date.from(Instant.now().minus(Duration.ofHours(1)))),
                new Time(Date.from(Instant.now().plus(Duration.ofDays(1))))
            }));
            tbs.add(subject);
            tbs.add(SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            if (!extensions.isEmpty()) {
                tbs.add(new DERTaggedObject(true, 3, new DERSequence(extensions.toArray(new ASN1Encodable[0]))));
            }
            var signed = new DERSequence(tbs);
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(by);
            signature.update(signed.getEncoded());
            byte[] der = new DERSequence(new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())})
                    .getEncoded();
            return new IssuedCertificate(List.of(CertificateParser.parse(der)), keys.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a test certificate cannot be made", e);
        }
    }

    private static Extension san(boolean critical) {
        try {
            return new Extension(
                    Extension.subjectAlternativeName,
                    critical,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "mx.contoso.test")).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X500Name name(IssuedCertificate certificate) {
        return X500Name.getInstance(
                certificate.certificate().getSubjectX500Principal().getEncoded());
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has P-256", e);
        }
    }
}
