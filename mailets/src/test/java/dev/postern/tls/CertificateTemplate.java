package dev.postern.tls;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What stands in a test certificate. Immutable: each method returns a changed copy.
 *
 * @param subject the common name
 * @param names the subjectAltName; empty: no such extension
 * @param pathLength of a CA: how many CAs may stand below it; negative: any number. Absent: no CA
 * @param permittedBelow of a CA: the only domain below which it may issue
 * @param keyUsage bits of {@link org.bouncycastle.asn1.x509.KeyUsage}; absent: no such extension
 * @param mustStaple whether it has the TLS feature status_request (RFC 7633)
 * @param issuerKeyNamed whose key the authorityKeyIdentifier names; absent: the issuer's, as it should
 */
public record CertificateTemplate(
        String subject,
        List<GeneralName> names,
        Instant notBefore,
        Instant notAfter,
        KeyKind keyKind,
        String signatureHash,
        List<KeyPurposeId> purposes,
        Optional<Integer> pathLength,
        Optional<String> permittedBelow,
        Optional<Integer> keyUsage,
        boolean mustStaple,
        Optional<PublicKey> issuerKeyNamed) {
    /** RSASSA-PSS with the defaults of RFC 4055 §3.1. */
    static final String PSS_WITH_SHA1 = "SHA1 by PSS";

    public enum KeyKind {
        EC_P256,
        RSA_2048,
        RSA_1024
    }

    /** A server's certificate for these dNSNames: P-256, valid for a day around now, for servers and clients. */
    public static CertificateTemplate of(String... dnsNames) {
        Instant now = Instant.now();
        return new CertificateTemplate(
                dnsNames.length == 0 ? "nameless" : printable(dnsNames[0]),
                Stream.of(dnsNames)
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toList(),
                now.minus(Duration.ofHours(12)),
                now.plus(Duration.ofHours(12)),
                KeyKind.EC_P256,
                "SHA256",
                List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** A CA's certificate, under which any number of CAs may stand. */
    public static CertificateTemplate ofCa(String name) {
        return of().named(name)
                .valid(Instant.now().minus(Duration.ofDays(30)), Instant.now().plus(Duration.ofDays(30)))
                .goodFor()
                .pathLength(-1);
    }

    public CertificateTemplate named(String commonName) {
        return copy(commonName, names, notBefore, notAfter, keyKind, signatureHash, purposes, pathLength);
    }

    public CertificateTemplate alsoNamed(GeneralName name) {
        List<GeneralName> more = new ArrayList<>(names);
        more.add(name);
        return copy(subject, more, notBefore, notAfter, keyKind, signatureHash, purposes, pathLength);
    }

    public CertificateTemplate valid(Instant from, Instant until) {
        return copy(subject, names, from, until, keyKind, signatureHash, purposes, pathLength);
    }

    /** Was valid until yesterday. */
    public CertificateTemplate expired() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        return valid(yesterday.minus(Duration.ofDays(10)), yesterday);
    }

    /** Will be valid from tomorrow. */
    public CertificateTemplate notYetValid() {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return valid(tomorrow, tomorrow.plus(Duration.ofDays(10)));
    }

    /** Its extendedKeyUsage; none: no such extension. */
    public CertificateTemplate goodFor(KeyPurposeId... allowed) {
        return copy(subject, names, notBefore, notAfter, keyKind, signatureHash, List.of(allowed), pathLength);
    }

    public CertificateTemplate key(KeyKind kind) {
        return copy(subject, names, notBefore, notAfter, kind, signatureHash, purposes, pathLength);
    }

    /** The hash that its issuer signs it with, such as {@code SHA256} or {@code SHA1}; or {@link #PSS_WITH_SHA1}. */
    public CertificateTemplate signedWith(String hash) {
        return copy(subject, names, notBefore, notAfter, keyKind, hash, purposes, pathLength);
    }

    public CertificateTemplate pathLength(int length) {
        return copy(subject, names, notBefore, notAfter, keyKind, signatureHash, purposes, Optional.of(length));
    }

    /** As a CA, may issue for names below that domain only (RFC 5280 §4.2.1.10). */
    public CertificateTemplate onlyBelow(String domain) {
        return new CertificateTemplate(
                subject,
                names,
                notBefore,
                notAfter,
                keyKind,
                signatureHash,
                purposes,
                pathLength,
                Optional.of(domain),
                keyUsage,
                mustStaple,
                issuerKeyNamed);
    }

    /** Its keyUsage: bits of {@link org.bouncycastle.asn1.x509.KeyUsage}. */
    public CertificateTemplate keyUsage(int bits) {
        return new CertificateTemplate(
                subject,
                names,
                notBefore,
                notAfter,
                keyKind,
                signatureHash,
                purposes,
                pathLength,
                permittedBelow,
                Optional.of(bits),
                mustStaple,
                issuerKeyNamed);
    }

    /** Its holder must staple an OCSP response to it (RFC 7633). */
    public CertificateTemplate mustBeStapled() {
        return new CertificateTemplate(
                subject,
                names,
                notBefore,
                notAfter,
                keyKind,
                signatureHash,
                purposes,
                pathLength,
                permittedBelow,
                keyUsage,
                true,
                issuerKeyNamed);
    }

    /** Its authorityKeyIdentifier names that certificate's key, whoever signs it. */
    public CertificateTemplate pointingTo(X509Certificate other) {
        return new CertificateTemplate(
                subject,
                names,
                notBefore,
                notAfter,
                keyKind,
                signatureHash,
                purposes,
                pathLength,
                permittedBelow,
                keyUsage,
                mustStaple,
                Optional.of(other.getPublicKey()));
    }

    private CertificateTemplate copy(
            String commonName,
            List<GeneralName> altNames,
            Instant from,
            Instant until,
            KeyKind kind,
            String hash,
            List<KeyPurposeId> allowed,
            Optional<Integer> length) {
        return new CertificateTemplate(
                commonName,
                altNames,
                from,
                until,
                kind,
                hash,
                allowed,
                length,
                permittedBelow,
                keyUsage,
                mustStaple,
                issuerKeyNamed);
    }

    private static String printable(String name) {
        return name.isEmpty() ? "nameless" : name.replaceAll("[^a-zA-Z0-9.-]", "_");
    }
}
