package dev.postern.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.DnsName;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TrustAnchors;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeldCertificateTest {
    private static final CertificateAuthority CA =
            CertificateAuthority.create("Test root").intermediate("Test CA");

    private CertificateFiles files;

    @BeforeEach
    void files(@TempDir Path directory) {
        files = new CertificateFiles(directory.resolve("tls/gateway.crt"), directory.resolve("tls/gateway.key"));
    }

    private void write(String certificate, String key) throws Exception {
        Files.createDirectories(files.certificate().toAbsolutePath().getParent());
        Files.writeString(files.certificate(), certificate);
        Files.writeString(files.privateKey(), key);
    }

    private void assertUnusable(String... words) {
        assertThatThrownBy(files::read)
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @EnumSource(CertificateTemplate.KeyKind.class)
    void everyFormOfKeyIsRead(CertificateTemplate.KeyKind kind) throws Exception {
        var issued = CA.issue(CertificateTemplate.of("gw.example.org").key(kind));
        for (String key : new String[] {issued.keyPem(), issued.traditionalKeyPem()}) {
            write(issued.chainPem(), key);

            assertThat(files.read().chain()).isEqualTo(issued.chain()).hasSize(2);
            assertThat(files.read()).isEqualTo(files.read());
        }
    }

    @Test
    void whatOpensslWritesAroundTheKeyDoesNotMatter() throws Exception {
        var issued = CA.issue("gw.example.org");
        write(
                "Certificate:\n    Data: …\n" + issued.chainPem(),
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                        + issued.traditionalKeyPem());

        assertThat(files.read().certificate()).isEqualTo(issued.certificate());
    }

    @Test
    void aMissingFile() throws Exception {
        assertUnusable("gateway.crt does not exist");
        write(CA.issue("gw.example.org").chainPem(), "");
        Files.delete(files.privateKey());
        assertUnusable("gateway.key does not exist");
    }

    @Test
    void aFileWithoutWhatItShouldHold() throws Exception {
        var issued = CA.issue("gw.example.org");
        write(issued.keyPem(), issued.keyPem());
        assertUnusable("gateway.crt has no certificate in it");
        write(issued.chainPem(), issued.chainPem());
        assertUnusable("gateway.key has no private key in it");
    }

    @Test
    void rubbish() throws Exception {
        var issued = CA.issue("gw.example.org");
        write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", issued.keyPem());
        assertUnusable("gateway.crt cannot be read");
        write(issued.chainPem(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertUnusable("gateway.key cannot be read");
        Files.write(files.certificate(), issued.certificate().getEncoded());
        assertUnusable("gateway.crt is no PEM text");
    }

    @Test
    void aKeyOfAnotherCertificate() throws Exception {
        write(CA.issue("gw.example.org").chainPem(), CA.issue("gw.example.org").keyPem());
        assertUnusable("gateway.key does not belong to the first certificate", "gateway.crt", "CN=gw.example.org");
        var rsa = CertificateTemplate.of("gw.example.org").key(CertificateTemplate.KeyKind.RSA_2048);
        write(CA.issue("gw.example.org").chainPem(), CA.issue(rsa).keyPem());
        assertUnusable("does not belong");
    }

    @Test
    void anEncryptedKey() throws Exception {
        var issued = CA.issue("gw.example.org");
        var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword("secret".toCharArray())
                .build();
        var text = new java.io.StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new JcaPKCS8Generator(issued.key(), encryptor));
        }
        write(issued.chainPem(), text.toString());

        assertUnusable("gateway.key cannot be read: line 1 begins a private key that is encrypted with a passphrase");
    }

    @Test
    void aSelfSignedPairIsMadeAndReadBack() throws Exception {
        assertThat(files.areAbsent()).isTrue();
        var made = SelfSignedCertificate.make(new DnsName("gw.example.org"), Instant.now());
        SelfSignedCertificate.write(made, files);

        assertThat(files.areAbsent()).isFalse();
        assertThat(files.read()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.privateKey())))
                .isEqualTo("rw-------");
        try (var left = Files.list(files.privateKey().toAbsolutePath().getParent())) {
            assertThat(left).hasSize(2);
        }
        assertThat(made.warning(Instant.now())).isEmpty();
        assertThat(made.warning(Instant.now().minus(Duration.ofDays(1))))
                .get()
                .asString()
                .contains("not valid before");
        assertThat(made.describe())
                .matches("self-signed certificate for gw\\.example\\.org, ECDSA P-256, valid until"
                        + " 20\\d\\d-\\d\\d-\\d\\d, SHA-256 ([0-9a-f]{2}:){31}[0-9a-f]{2}");
        assertThat(made).hasToString(made.describe());
    }

    @Test
    void theSelfSignedPairIsGoodForServersAndClientsOfThatName() {
        var made = SelfSignedCertificate.make(new DnsName("gw.example.org"), Instant.now());
        var anchor = new TrustAnchors(java.util.Set.of(made.certificate()));

        assertThat(PeerNames.of(made.certificate())).containsExactly("gw.example.org");
        for (TrustAnchors.Role role : TrustAnchors.Role.values()) {
            assertThat(anchor.distrust(made.chain(), role, Instant.now())).isEmpty();
        }
    }

    @Test
    void filesThatAreThereStayAsTheyAre() throws Exception {
        write("mine", "mine too");
        var made = SelfSignedCertificate.make(new DnsName("gw.example.org"), Instant.now());

        assertThatThrownBy(() -> SelfSignedCertificate.write(made, files))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(files.certificate()).hasContent("mine");
        assertThat(files.privateKey()).hasContent("mine too");
    }
}
