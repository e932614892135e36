package dev.postern.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Both PEM files hold anything: the pair is read, or the reason is told; nothing else is thrown. */
class CertificateFilesFuzzTest {
    private static final IssuedCertificate GOOD =
            CertificateAuthority.create("Own CA").issue("gw.example.org");

    @TempDir
    static Path folder = Path.of("");

    @FuzzTest(maxDuration = "1m")
    void readsAPairOrSaysWhyNot(byte[] content) throws IOException {
        var files = new CertificateFiles(folder.resolve("gateway.crt"), folder.resolve("gateway.key"));
        Files.write(files.certificate(), content);
        Files.write(files.privateKey(), content);
        read(files);
        Files.writeString(files.certificate(), GOOD.chainPem());
        read(files);
    }

    private static void read(CertificateFiles files) {
        try {
            HeldCertificate held = files.read();
            assertThat(held.chain()).isNotEmpty();
            assertThat(HeldCertificate.fits(held.key(), held.certificate())).isTrue();
            assertThat(held.toString()).doesNotContain("PRIVATE");
        } catch (UnusableCertificateException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
