package dev.postern.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA that exists for the length of one demo, and the certificates it signs. All of them are good for a day. */
final class DemoCertificates {
    /** Of the trust store on disk, which holds nothing secret. */
    static final String STORE_PASSWORD = "demo-demo";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Principal CA = new X500Principal("CN=Postern demo CA");

    private final KeyPair caKeys;
    private final X509Certificate ca;

    DemoCertificates() throws GeneralSecurityException {
        caKeys = keyPair();
        ca = sign(CA, caKeys, Optional.empty());
    }

    /** A server certificate for one name, with its key. */
    record Issued(X509Certificate certificate, PrivateKey key) {

        /** TLS as a server that presents this certificate. */
        SSLContext server() throws GeneralSecurityException, IOException {
            KeyStore store = emptyStore();
            store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        }

        void writePem(Path certificateFile, Path keyFile) throws GeneralSecurityException, IOException {
            Files.writeString(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
            Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
        }

        private static String pem(String label, byte[] der) {
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
        }
    }

    Issued issue(String dnsName) throws GeneralSecurityException {
        KeyPair keys = keyPair();
        return new Issued(
                sign(new X500Principal("CN=" + dnsName), keys, Optional.of(dnsName)), keys.getPrivate());
    }

    /** TLS as a client that trusts this CA alone. */
    SSLContext client() throws GeneralSecurityException, IOException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Writes a PKCS#12 store for {@code javax.net.ssl.trustStore}: this CA takes the place of the JVM's roots. */
    void writeTrustStore(Path file) throws GeneralSecurityException, IOException {
        try (var out = Files.newOutputStream(file)) {
            trustStore().store(out, STORE_PASSWORD.toCharArray());
        }
    }

    private KeyStore trustStore() throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("demo-ca", ca);
        return store;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** @param dnsName whose server it is; empty for the CA itself */
    private X509Certificate sign(X500Principal subject, KeyPair keys, Optional<String> dnsName)
            throws GeneralSecurityException {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                CA,
                new BigInteger(120, RANDOM).setBit(120),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                subject,
                keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(dnsName.isEmpty()));
            if (dnsName.isPresent()) {
                var names = new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName.get()));
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(caKeys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException e) {
            throw new GeneralSecurityException("no certificate for " + subject + " can be made", e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
