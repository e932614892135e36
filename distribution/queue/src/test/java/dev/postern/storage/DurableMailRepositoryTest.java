package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurableMailRepositoryTest {
    private static final String URL = "file://var/mail/rejected/";
    /** What a tidy writer would mend: folding, case, spaces, 8 bits, no line end at the end. */
    private static final byte[] CONTENT = ("sUBJECT:odd \r\n\tfolded\r\nX-Empty:\r\nDate : x\r\n\r\n"
                    + "bödy with \u0001 \t \r\n.\r\nFrom here\r\n\r\nno end")
            .getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    private Path data;
    private MailRepository repository;

    @BeforeEach
    void open() throws Exception {
        data = folder.resolve("var");
        repository = new RepositoryFixture(data).at(URL);
    }

    @Test
    void theContentIsAFileAsItWasReceivedAndComesBackSoAfterARestart() throws Exception {
        repository.store(mail("Mail1", CONTENT));
        try (Stream<Path> files = Files.list(data.resolve("mail/rejected"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".eml")))
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasBinaryContent(CONTENT));
        }
        assertThat(content(new RepositoryFixture(data).at(URL), "Mail1")).isEqualTo(CONTENT);
    }

    @Test
    void whatIsStoredAgainIsReplacedAndLeavesNothingBehind() throws Exception {
        repository.store(mail("Mail1", CONTENT));
        repository.store(mail("Mail1", "other".getBytes(StandardCharsets.US_ASCII)));
        assertThat(content(repository, "Mail1")).asString().isEqualTo("other");
        assertThat(files()).hasSize(2);
        repository.remove(new MailKey("Mail1"));
        assertThat(files()).isEmpty();
    }

    @Test
    void whatComesFromARepositoryCanBeStoredInItAgain() throws Exception {
        repository.store(mail("Mail1", CONTENT));
        Mail mail = repository.retrieve(new MailKey("Mail1"));
        mail.setErrorMessage("looked at");
        repository.store(mail);
        assertThat(content(repository, "Mail1")).isEqualTo(CONTENT);
        assertThat(repository.retrieve(new MailKey("Mail1")).getErrorMessage()).isEqualTo("looked at");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../etc/cron.d/evil",
                "/etc/passwd",
                "..",
                ".",
                ".tmp-hidden",
                "a/b\\c:d*e?f\"g<h>i|j",
                "nul\u0000name",
                "line\r\nbreak",
                "percent%002e",
                "tilde~x",
                "Grüße 🐋 \udc0b",
                "x.envelope",
                "x.0123456789abcdef.eml",
                "Mail1790000000-aa-!1234567"
            })
    void aHostileNameStaysInTheDirectoryAndComesBack(String name) throws Exception {
        repository.store(mail(name, CONTENT));
        MailRepository after = new RepositoryFixture(data).at(URL);
        assertThat(after.list()).toIterable().containsExactly(new MailKey(name));
        assertThat(after.retrieve(new MailKey(name)).getName()).isEqualTo(name);
        assertThat(files()).hasSize(2).noneMatch(file -> file.startsWith("."));
        try (Stream<Path> all = Files.walk(data)) {
            assertThat(all.filter(Files::isRegularFile))
                    .allMatch(file -> data.resolve("mail/rejected").equals(file.getParent()));
        }
        after.remove(new MailKey(name));
        assertThat(files()).isEmpty();
    }

    @Test
    void longNamesDoNotFallTogether() throws Exception {
        String name = "/".repeat(3000);
        repository.store(mail(name + "a", CONTENT));
        repository.store(mail(name + "b", CONTENT));
        repository.store(mail("a/b", CONTENT));
        repository.store(mail("a%002fb", CONTENT));
        assertThat(repository.list())
                .toIterable()
                .containsExactlyInAnyOrder(
                        new MailKey(name + "a"), new MailKey(name + "b"), new MailKey("a/b"), new MailKey("a%002fb"));
        assertThat(repository.retrieve(new MailKey(name + "b")).getName()).isEqualTo(name + "b");
    }

    @Test
    void aDirectoryOutsideOfTheDataDirectoryIsRefused() {
        assertThatThrownBy(() -> new RepositoryFixture(data).at("file://var/../../elsewhere/"))
                .hasMessageContaining("allowed");
    }

    @Test
    void manyMayStoreAtOnceEvenTheSameMessage() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> stores = new ArrayList<>();
            IntStream.range(0, 200)
                    .forEach(i -> stores.add(threads.submit(() -> repository.store(mail("Mail" + i % 50, CONTENT)))));
            for (Future<?> store : stores) {
                store.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(repository.size()).isEqualTo(50);
        assertThat(files()).hasSize(100);
        for (int i = 0; i < 50; i++) {
            assertThat(content(repository, "Mail" + i)).isEqualTo(CONTENT);
        }
    }

    @Test
    void anEnvelopeThatCannotBeReadIsSaidAndKept() throws Exception {
        repository.store(mail("Mail1", CONTENT));
        Path envelope = data.resolve("mail/rejected/Mail1.envelope");
        Files.writeString(envelope, Files.readString(envelope).replace("\"version\":1", "\"version\":9"));
        assertThatThrownBy(() -> repository.retrieve(new MailKey("Mail1")))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("version 9");
        assertThat(new RepositoryFixture(data).at(URL).size()).isEqualTo(1);
        assertThat(files()).hasSize(2);
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(data.resolve("mail/rejected"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static byte[] content(MailRepository repository, String name) throws Exception {
        var message =
                (MimeMessageWrapper) repository.retrieve(new MailKey(name)).getMessage();
        try (InputStream in = message.getMessageInputStream()) {
            return in.readAllBytes();
        }
    }

    private MailImpl mail(String name, byte[] content) throws Exception {
        Path received = Files.write(Files.createTempFile(folder, "received", ""), content);
        return Envelopes.mail(name, received);
    }
}
