package dev.postern.tls;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * The two PEM files of a held certificate, as certbot writes them: the chain, our own certificate first, and its private
 * key (PKCS#8, SEC 1 or PKCS#1), not encrypted.
 */
public record CertificateFiles(Path certificate, Path privateKey) {

    /** Whether neither file exists, so that a pair may be made. */
    public boolean areAbsent() {
        return Files.notExists(certificate) && Files.notExists(privateKey);
    }

    /** What is in both files, or why it cannot be read: differs if either has changed. Not for any log. */
    public String state() {
        return state(certificate) + " " + state(privateKey);
    }

    private static String state(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /**
     * Reads both files.
     *
     * @throws UnusableCertificateException if either is missing, unreadable, without what it should hold, or if the key is
     *     not the certificate's
     */
    public HeldCertificate read() throws UnusableCertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Object object : pemObjects(certificate)) {
            if (object instanceof X509CertificateHolder holder) {
                chain.add(certificate(holder));
            }
        }
        if (chain.isEmpty()) {
            throw new UnusableCertificateException(
                    certificate + " has no certificate in it (nothing between BEGIN CERTIFICATE and END CERTIFICATE)");
        }
        PrivateKey key = readKey();
        if (!HeldCertificate.fits(key, chain.get(0))) {
            throw new UnusableCertificateException("the private key in " + privateKey
                    + " does not belong to the first certificate in " + certificate + " ("
                    + chain.get(0).getSubjectX500Principal() + ")");
        }
        return new HeldCertificate(chain, key);
    }

    private PrivateKey readKey() throws UnusableCertificateException {
        var converter = new JcaPEMKeyConverter();
        for (Object object : pemObjects(privateKey)) {
            try {
                if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                } else if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            } catch (IOException e) {
                throw unreadable(privateKey, e);
            }
            if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw new UnusableCertificateException("the private key in " + privateKey
                        + " is encrypted with a passphrase; write it without one (openssl pkey -in … -out …)");
            }
        }
        throw new UnusableCertificateException(
                privateKey + " has no private key in it (nothing between BEGIN PRIVATE KEY and END PRIVATE KEY)");
    }

    private static X509Certificate certificate(X509CertificateHolder holder) throws UnusableCertificateException {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (GeneralSecurityException e) {
            throw new UnusableCertificateException(
                    "the certificate of " + holder.getSubject() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Object> pemObjects(Path file) throws UnusableCertificateException {
        List<Object> objects = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(Files.readString(file)))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        } catch (NoSuchFileException e) {
            throw new UnusableCertificateException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new UnusableCertificateException(
                    file + " may not be read by the user " + System.getProperty("user.name"), e);
        } catch (MalformedInputException e) {
            throw new UnusableCertificateException(file + " is no PEM text; DER and PKCS#12 must be converted", e);
        } catch (IOException | RuntimeException e) {
            // BouncyCastle's parsers let unchecked exceptions out on rubbish.
            throw unreadable(file, e);
        }
        return objects;
    }

    private static UnusableCertificateException unreadable(Path file, Exception e) {
        return new UnusableCertificateException(file + " cannot be read: " + e.getMessage(), e);
    }
}
