package dev.postern.demo;

import dev.postern.certificate.HeldCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
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

/** A CA that exists for the length of one demo, and the certificates it signs. All of them are good for a month. */
final class DemoCertificates {
    /** Of the trust store on disk, which holds nothing secret. */
    static final String STORE_PASSWORD = "demo-demo";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Principal CA = new X500Principal("CN=Postern demo CA");

    private final Clock clock;
    private final KeyPair caKeys;
    private final X509Certificate ca;

    DemoCertificates(Clock clock) throws GeneralSecurityException {
        this.clock = clock;
        caKeys = keyPair();
        ca = sign(CA, caKeys, Optional.empty());
    }

    /** A server certificate for one name, with its key. */
    HeldCertificate issue(String dnsName) throws GeneralSecurityException {
        KeyPair keys = keyPair();
        X509Certificate certificate = sign(new X500Principal("CN=" + dnsName), keys, Optional.of(dnsName));
        return new HeldCertificate(List.of(certificate), keys.getPrivate());
    }

    /** TLS as a server that presents this certificate. */
    static SSLContext server(HeldCertificate certificate) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.keyManagers(), null, null);
        return context;
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
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("demo-ca", ca);
        return store;
    }

    /** @param dnsName whose server it is; empty for the CA itself */
    private X509Certificate sign(X500Principal subject, KeyPair keys, Optional<String> dnsName)
            throws GeneralSecurityException {
        Instant now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(
                CA,
                new BigInteger(120, RANDOM).setBit(120),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(30))),
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
            throw new GeneralSecurityException("could not issue a certificate for " + subject, e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
