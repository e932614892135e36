package dev.postern.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads a private key of a PEM block: PKCS#8, or OpenSSL's traditional forms (SEC 1, PKCS#1). */
final class PemPrivateKey {
    private PemPrivateKey() {}

    /** @throws CertificateException if it is encrypted or cannot be read; its message begins with the line */
    static PrivateKey of(PemBlock block) throws CertificateException {
        if (block.isEncrypted() || block.label().startsWith("ENCRYPTED")) {
            throw PemText.problem(
                    block.line(),
                    "begins a private key that is encrypted with a passphrase;"
                            + " write it without one (openssl pkey -in … -out …)");
        }
        try (var parser = new PEMParser(new StringReader(alone(block)))) {
            Object key = parser.readObject();
            var converter = new JcaPEMKeyConverter();
            return key instanceof PEMKeyPair pair
                    ? converter.getPrivateKey(pair.getPrivateKeyInfo())
                    : converter.getPrivateKey(PrivateKeyInfo.getInstance(key));
        } catch (IOException | RuntimeException e) {
            // BouncyCastle's parsers let unchecked exceptions out on rubbish.
            throw PemText.problem(block.line(), "begins a private key that cannot be read: " + e.getMessage());
        }
    }

    private static String alone(PemBlock block) {
        return "-----BEGIN " + block.label() + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(block.content())
                + "\n-----END " + block.label() + "-----\n";
    }
}
