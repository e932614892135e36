package dev.postern.certificate;

import dev.postern.tls.DnsName;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the certificate of a gateway that was given none: ECDSA P-256, self-signed, for TLS servers and clients. Partners
 * can agree on its fingerprint; nobody can verify its name.
 */
public final class SelfSignedCertificate {
    /** The longest that common validators accept of a certificate that no public CA issued. */
    public static final Duration LIFETIME = Duration.ofDays(825);

    /** Peers whose clocks are behind must not find it "not yet valid". */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private SelfSignedCertificate() {}

    /** A new key pair and a certificate of that name, valid from an hour before that instant for {@link #LIFETIME}. */
    public static HeldCertificate make(DnsName name, Instant now) {
        var random = new SecureRandom();
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            var keys = generator.generateKeyPair();
            // RFC 5280 §4.1.2.6: a common name holds at most 64 characters; the subjectAltName is what counts.
            var subject =
                    new X500Principal("CN=" + (name.ascii().length() <= 64 ? name.ascii() : "Postern mail gateway"));
            var builder = new JcaX509v3CertificateBuilder(
                            subject,
                            new BigInteger(127, random).setBit(126), // RFC 5280 §4.1.2.2: positive, up to 20 octets
                            Date.from(now.minus(CLOCK_SKEW)),
                            Date.from(now.minus(CLOCK_SKEW).plus(LIFETIME)),
                            subject,
                            keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, name.ascii())));
            var signed = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
            return new HeldCertificate(
                    List.of(new JcaX509CertificateConverter().getCertificate(signed)), keys.getPrivate());
        } catch (GeneralSecurityException | OperatorException | IOException e) {
            throw new IllegalStateException("this JVM cannot make an ECDSA P-256 certificate", e);
        }
    }

    /**
     * Writes a pair to files that do not exist yet, and makes their directories. The key file never exists with more than
     * mode 0600, and neither file ever exists half written.
     *
     * @throws java.nio.file.FileAlreadyExistsException if one of the files is there; it stays as it is
     */
    public static void write(HeldCertificate held, CertificateFiles files) throws IOException {
        write(files.privateKey(), "rw-------", pem(new JcaPKCS8Generator(held.key(), null)));
        write(files.certificate(), "rw-r--r--", pem(held.chain().toArray()));
    }

    private static void write(Path file, String mode, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(
                directory, ".", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        try {
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file); // without REPLACE_EXISTING: what is there stays
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static String pem(Object... objects) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        }
        return text.toString();
    }
}
