package dev.postern.tls;

import dev.postern.certificate.HeldCertificate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate of a test, with what its holder has.
 *
 * @param chain what the holder presents, the certificate itself first
 */
public record IssuedCertificate(List<X509Certificate> chain, PrivateKey key) {
    public IssuedCertificate {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The same holder, who forgets to present the CAs between. */
    public IssuedCertificate withoutIntermediates() {
        return new IssuedCertificate(List.of(certificate()), key);
    }

    /** The chain as certbot's fullchain.pem. */
    public String chainPem() {
        return pem(chain.stream().map(IssuedCertificate::block).toArray());
    }

    /** The key as PKCS#8, as certbot's privkey.pem. */
    public String keyPem() {
        try {
            return pem(new JcaPKCS8Generator(key, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key as openssl's older commands write it: SEC 1 for EC, PKCS#1 for RSA. */
    public String traditionalKeyPem() {
        try {
            return key instanceof java.security.interfaces.ECPrivateKey ec
                    // BouncyCastle's own writer leaves the curve out, openssl does not.
                    ? pem(new PemObject(
                            "EC PRIVATE KEY",
                            new ECPrivateKey(256, ec.getS(), SECObjectIdentifiers.secp256r1).getEncoded()))
                    : pem(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public IssuedCertificate writeTo(Path certificateFile, Path keyFile) {
        try {
            Files.writeString(certificateFile, chainPem());
            Files.writeString(keyFile, keyPem());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public KeyManager[] keyManagers() {
        if (certificate() instanceof UnparsedCertificate) {
            return new HeldCertificate(chain, key).keyManagers(); // the other kind of key manager passes over it
        }
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", key, new char[0], chain.toArray(new Certificate[0]));
            var factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the test certificate cannot be used", e);
        }
    }

    /** A context that presents this certificate and does not care whom it talks to. */
    public SSLContext context() {
        return TrustingAnyone.context(keyManagers());
    }

    /** A context that presents this certificate and judges the peer as these say. */
    public SSLContext context(TrustManager... judges) {
        return TrustingAnyone.context(keyManagers(), judges);
    }

    /** Not by BouncyCastle's writer, which parses it. */
    private static PemObject block(X509Certificate certificate) {
        try {
            return new PemObject("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the test certificate cannot be written", e);
        }
    }

    private static String pem(Object... objects) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
