package dev.postern.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The two PEM files of a held certificate, as certbot writes them: the chain, our own certificate first, and its private
 * key (PKCS#8, SEC 1 or PKCS#1), not encrypted. Both may be the same file.
 */
public record CertificateFiles(Path certificate, Path privateKey) {
    /** How DER begins. */
    private static final byte SEQUENCE = 0x30;

    /** Returns whether neither file exists, so that a pair may be made. */
    public boolean areAbsent() {
        return Files.notExists(certificate) && Files.notExists(privateKey);
    }

    /** Returns what is in both files, or why it cannot be read: differs if either has changed. Not for any log. */
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
        List<X509Certificate> chain;
        try {
            chain = PemCertificates.parse(bytes(certificate));
        } catch (CertificateException e) {
            throw unreadable(certificate, e);
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
        try {
            for (PemBlock block : PemText.blocks(bytes(privateKey))) {
                if (block.isPrivateKey()) {
                    return PemPrivateKey.of(block);
                }
            }
        } catch (CertificateException e) {
            throw unreadable(privateKey, e);
        }
        throw new UnusableCertificateException(
                privateKey + " has no private key in it (nothing between BEGIN PRIVATE KEY and END PRIVATE KEY)");
    }

    private static byte[] bytes(Path file) throws UnusableCertificateException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableCertificateException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new UnusableCertificateException(
                    file + " may not be read by the user " + System.getProperty("user.name"), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (bytes.length > 1 && bytes[0] == SEQUENCE && bytes[1] < 0) {
            throw new UnusableCertificateException(file + " is no PEM text; DER and PKCS#12 must be converted (openssl"
                    + " x509 or pkey -inform DER -in … -out …; openssl pkcs12 -nodes -in … -out …)");
        }
        return bytes;
    }

    private static UnusableCertificateException unreadable(Path file, Exception e) {
        return new UnusableCertificateException(file + " cannot be read: " + e.getMessage(), e);
    }
}
