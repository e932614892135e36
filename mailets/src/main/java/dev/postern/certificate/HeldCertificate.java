package dev.postern.certificate;

import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.PeerNames;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate whose private key is ours. Immutable and safe for any thread. Two are equal if chain and key are.
 *
 * @param chain what we present, our own certificate first; never empty
 */
public record HeldCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    public HeldCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a held certificate without certificate");
        }
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public boolean isSelfSigned() {
        return certificate().getSubjectX500Principal().equals(certificate().getIssuerX500Principal());
    }

    /** Returns one line for people: whose it is, its kind of key, until when, and its fingerprint. Says nothing of the key. */
    public String describe() {
        List<String> names = PeerNames.of(certificate());
        return (isSelfSigned() ? "self-signed certificate for " : "certificate for ")
                + (names.isEmpty() ? certificate().getSubjectX500Principal().toString() : String.join(", ", names))
                + (isSelfSigned() ? "" : " by " + certificate().getIssuerX500Principal())
                + ", " + keyKind(certificate().getPublicKey())
                + ", valid until " + day(certificate().getNotAfter().toInstant())
                + ", SHA-256 "
                + withColons(CertificateFingerprint.ofCertificate(certificate()).hex());
    }

    /** Returns what an administrator should know of a certificate that can be used all the same: it is not valid yet. */
    public Optional<String> warning(Instant now) {
        Instant notBefore = certificate().getNotBefore().toInstant();
        return now.isBefore(notBefore)
                ? Optional.of("the certificate is not valid before " + day(notBefore))
                : Optional.empty();
    }

    /** Key managers for an SSLContext that present this certificate. */
    public KeyManager[] keyManagers() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("held", key, new char[0], chain.toArray(new Certificate[0]));
            // Not "PKIX", which decrypts the key of a PKCS#12 store anew for each handshake: a tenth of its time.
            var factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("a key store in memory cannot hold the certificate", e);
        }
    }

    /** Returns whether the key is that of the certificate: what the one signs, the other verifies. */
    static boolean fits(PrivateKey key, X509Certificate certificate) {
        byte[] text = "Postern".getBytes(StandardCharsets.US_ASCII);
        try {
            var algorithm =
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC", "ECDSA" -> "SHA256withECDSA";
                        default -> key.getAlgorithm(); // Ed25519 and Ed448 are their own signature algorithms
                    };
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(text);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind
        }
    }

    private static String keyKind(PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            return "ECDSA P-" + ec.getParams().getCurve().getField().getFieldSize();
        }
        return key instanceof RSAKey rsa ? "RSA " + rsa.getModulus().bitLength() : key.getAlgorithm();
    }

    private static String day(Instant instant) {
        return DAY.format(instant);
    }

    private static String withColons(String hex) {
        return HexFormat.ofDelimiter(":").formatHex(HexFormat.of().parseHex(hex));
    }

    @Override
    public String toString() {
        return describe(); // a record's own would print the key
    }
}
