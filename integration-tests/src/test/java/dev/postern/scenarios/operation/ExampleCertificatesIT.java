package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.docker.DockerImages;
import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.RealPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The certificates of the example of {@code distribution/package/docker} are kept in a volume, and last as long as somebody runs it. */
class ExampleCertificatesIT {
    private static final int DAYS_30 = 30 * 24 * 60 * 60;

    private final Path folder = ConfFolder.fresh("example-certificates").root();

    @BeforeEach
    void make() {
        RealPeer.command("openssl", "openssl");
        certificates();
    }

    @Test
    void whatIsThereStays() throws IOException {
        String before = text("a.test.crt") + text("b.test.crt") + text("ca.pem");

        certificates();

        assertThat(text("a.test.crt") + text("b.test.crt") + text("ca.pem")).isEqualTo(before);
    }

    @Test
    void whatEndsSoonIsMadeAnewWithTheSameKey() throws IOException {
        String key = text("a.test.key");
        String other = text("b.test.crt");
        endsSoon("a.test.key", "a.test.crt");

        certificates();

        expectGood("a.test.crt");
        assertThat(text("a.test.key")).isEqualTo(key);
        assertThat(text("b.test.crt")).isEqualTo(other);
    }

    @Test
    void soIsTheAuthorityAndWhatItMadeIsGoodStill() throws IOException {
        endsSoon("ca.key", "ca.pem");

        certificates();

        assertThat(openssl("x509", "-in", "ca.pem", "-noout", "-checkend", String.valueOf(DAYS_30)))
                .isZero();
        expectGood("a.test.crt");
    }

    private void certificates() {
        var outcome = Command.run(
                folder,
                Await.PATIENCE,
                List.of(
                        "sh",
                        DockerImages.DISTRIBUTION
                                .resolve("docker/postfix/certificates")
                                .toString(),
                        folder.toString(),
                        "a.test",
                        "b.test"));
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    private void endsSoon(String key, String certificate) {
        assertThat(openssl("req", "-x509", "-new", "-key", key, "-days", "20", "-subj", "/CN=old", "-out", certificate))
                .isZero();
    }

    private void expectGood(String certificate) {
        assertThat(openssl("verify", "-CAfile", "ca.pem", certificate)).isZero();
        assertThat(openssl("x509", "-in", certificate, "-noout", "-checkend", String.valueOf(DAYS_30)))
                .isZero();
    }

    private int openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        return Command.run(folder, Await.PATIENCE, command).status();
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }
}
