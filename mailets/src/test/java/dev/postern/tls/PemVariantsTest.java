package dev.postern.tls;

import static dev.postern.tls.PemVariants.CHAIN;
import static dev.postern.tls.PemVariants.OWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.PemCertificates;
import dev.postern.certificate.UnusableCertificateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PEM as it is in the wild, beside what the installed {@code openssl} makes of the same file. */
class PemVariantsTest {
    private static final Path PAGE = Path.of("../docs/reference/odd-servers-and-messages.md");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("dev.postern.tls.PemVariants#certificates")
    void aFileOfCertificates(PemVariant variant) throws Exception {
        if (variant.isRead()) {
            assertThat(PemCertificates.parse(variant.content())).hasSize(variant.certificates());
        } else {
            assertThatThrownBy(() -> PemCertificates.parse(variant.content()))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageStartingWith("line ")
                    .hasMessageContaining(variant.problem());
        }
    }

    /** What OpenSSL reads we read; and where it fails we may read more, never fewer. */
    @ParameterizedTest
    @MethodSource("dev.postern.tls.PemVariants#certificates")
    void opensslReadsNoMoreOfIt(PemVariant variant) throws Exception {
        Path file = Files.write(folder.resolve("file.pem"), variant.content());
        if (!variant.stricter()) {
            assertThat(certificates(file)).isLessThanOrEqualTo(variant.certificates());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.postern.tls.PemVariants#keys")
    void aFileWithAKey(PemVariant variant) throws Exception {
        var files = new CertificateFiles(folder.resolve("gw.crt"), folder.resolve("gw.key"));
        Files.writeString(files.certificate(), CHAIN);
        Files.write(files.privateKey(), variant.content());

        if (variant.isRead()) {
            assertThat(files.read().chain()).isEqualTo(OWN.chain());
        } else {
            assertThatThrownBy(files::read)
                    .isInstanceOf(UnusableCertificateException.class)
                    .hasMessageStartingWith(files.privateKey().toString())
                    .hasMessageContaining(variant.problem());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.postern.tls.PemVariants#keys")
    void opensslReadsNoMoreKeys(PemVariant variant) throws Exception {
        Path file = Files.write(folder.resolve("file.pem"), variant.content());
        assertThat(isKey(file) && !variant.isRead()).isFalse();
    }

    @Test
    void thePageHasARowForEach() throws Exception {
        List<String> rows = Files.readAllLines(PAGE);

        PemVariants.certificates()
                .forEach(variant -> assertThat(rows)
                        .anyMatch(row -> row.startsWith("| " + variant + " | ")
                                && row.endsWith(" | " + (variant.isRead() ? variant.certificates() : "error") + " |")));
        PemVariants.keys()
                .forEach(variant -> assertThat(rows)
                        .anyMatch(row -> row.startsWith("| " + variant + " | ")
                                && row.endsWith(" | " + (variant.isRead() ? "yes" : "error") + " |")));
    }

    @ParameterizedTest
    @MethodSource("dev.postern.tls.PemVariants#certificates")
    void thePageSaysHowManyOpensslReads(PemVariant variant) throws Exception {
        assumeTrue(openssl("version").startsWith("OpenSSL 3.0."), "another version may read another number");
        Path file = Files.write(folder.resolve("file.pem"), variant.content());
        String row = "| " + variant + " | " + certificates(file) + " | ";

        assertThat(Files.readAllLines(PAGE)).anyMatch(line -> line.startsWith(row));
    }

    @ParameterizedTest
    @MethodSource("dev.postern.tls.PemVariants#keys")
    void thePageSaysWhetherOpensslReadsTheKey(PemVariant variant) throws Exception {
        assumeTrue(openssl("version").startsWith("OpenSSL 3.0."), "another version may read another one");
        Path file = Files.write(folder.resolve("file.pem"), variant.content());
        String word = isKey(file) ? "yes" : "no";

        assertThat(Files.readAllLines(PAGE)).anyMatch(row -> row.startsWith("| " + variant + " | " + word + " | "));
    }

    private static long certificates(Path file) throws Exception {
        return openssl("crl2pkcs7 -nocrl -certfile " + file, "pkcs7 -print_certs -noout")
                .lines()
                .filter(line -> line.startsWith("subject="))
                .count();
    }

    private static boolean isKey(Path file) throws Exception {
        return openssl("pkey -noout -text -passin pass: -in " + file).contains("Private-Key:");
    }

    @Test
    void certificateAndKeyAreInOneFile() throws Exception {
        Path both = Files.writeString(folder.resolve("both.pem"), OWN.keyPem() + CHAIN);

        assertThat(new CertificateFiles(both, both).read().chain()).isEqualTo(OWN.chain());
    }

    /** What these commands print, each one's output the next one's input. */
    private static String openssl(String... commands) throws Exception {
        List<ProcessBuilder> pipeline = Stream.of(commands)
                .map(command -> new ProcessBuilder(("openssl " + command).split(" ", -1))
                        .redirectErrorStream(commands.length == 1))
                .toList();
        List<Process> processes;
        try {
            processes = ProcessBuilder.startPipeline(pipeline);
        } catch (IOException e) {
            assumeTrue(false, "openssl is not installed");
            return "";
        }
        Process last = processes.get(processes.size() - 1);
        String output = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(last.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
