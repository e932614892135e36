package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.postern.partner.LoggedLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway ends between any two steps, and is started again. */
class RepositoryCrashTest {
    private static final String URL = "file://var/mail/error/";

    @TempDir
    Path folder;

    private Path repository;

    @BeforeEach
    void data() {
        repository = folder.resolve("var/mail/error");
    }

    @Test
    void aContentWithoutItsEnvelopeWasNeverStored() throws Exception {
        start().store(mail("Mail1", "content"));
        Files.delete(repository.resolve("Mail1.envelope"));
        assertThat(start().list()).toIterable().isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aFileThatWasBeingWrittenIsRemoved() throws Exception {
        start().store(mail("Mail1", "content"));
        Files.writeString(repository.resolve(".tmp-5a3e"), "half a mess");
        assertThat(start().list()).toIterable().containsExactly(new MailKey("Mail1"));
        assertThat(files()).hasSize(2);
    }

    @Test
    void beforeTheNewEnvelopeHasItsNameTheOldMessageIsWhole() throws Exception {
        start().store(mail("Mail1", "old"));
        Files.writeString(repository.resolve("Mail1.0123456789abcdef.eml"), "new");
        assertThat(content("Mail1")).isEqualTo("old");
        assertThat(files()).hasSize(2);
    }

    @Test
    void afterTheNewEnvelopeHasItsNameTheNewMessageIsWhole() throws Exception {
        start().store(mail("Mail1", "old"));
        Path old = contentOf("Mail1");
        Path kept = Files.copy(old, folder.resolve("kept"));
        start().store(mail("Mail1", "new"));
        Files.copy(kept, old, StandardCopyOption.REPLACE_EXISTING); // as if it had not been deleted yet
        assertThat(content("Mail1")).isEqualTo("new");
        assertThat(files()).hasSize(2);
    }

    @Test
    void aMessageHalfRemovedIsRemoved() throws Exception {
        start().store(mail("Mail1", "content"));
        Files.delete(contentOf("Mail1"));
        assertThat(start().retrieve(new MailKey("Mail1"))).isNull();
    }

    /** The order on disk, seen from within: while the content is read, and so before any envelope, nothing has a name. */
    @Test
    void whileAContentIsBeingWrittenThereIsNoMessage() throws Exception {
        List<String> during = new ArrayList<>();
        MailRepository running = start();
        running.store(mail("Mail1", new Watched(() -> during.addAll(files()))));
        assertThat(during).singleElement().asString().startsWith(".tmp-");
        assertThat(running.size()).isEqualTo(1);
    }

    @Test
    void aContentThatCannotBeReadLeavesNothingAndTheOldMessageStays() throws Exception {
        MailRepository running = start();
        running.store(mail("Mail1", "old"));
        Mail broken = mail("Mail1", new Watched(() -> {
            throw new IOException("disk on fire");
        }));
        assertThatThrownBy(() -> running.store(broken))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("disk on fire");
        assertThat(files()).hasSize(2);
        assertThat(content("Mail1")).isEqualTo("old");
    }

    @Test
    void anEnvelopeThatCannotBeWrittenLeavesNothing() throws Exception {
        MailRepository running = start();
        Files.createDirectories(repository.resolve("Mail1.envelope/in-the-way"));
        assertThatThrownBy(() -> running.store(mail("Mail1", "content"))).isInstanceOf(MessagingException.class);
        assertThat(files()).containsExactly("Mail1.envelope");
    }

    @Test
    void aContentWhoseEnvelopeIsDamagedIsKept() throws Exception {
        start().store(mail("Mail1", "content"));
        Files.writeString(repository.resolve("Mail1.envelope"), "\0\0\0\0");
        try (var log = new LoggedLines(CrashLeftovers.class)) {
            start();
            assertThat(log.at(Level.ERROR)).singleElement().asString().contains("Mail1", "leaving both files in place");
        }
        assertThat(files()).hasSize(2);
    }

    @Test
    void filesOfTheOlderVersionAndOfTheAdministratorAreLeftAloneAndTheFormerNamed() throws Exception {
        start();
        Files.writeString(repository.resolve("4D61696C31.Repository.FileStreamStore"), "content");
        Files.writeString(repository.resolve("4D61696C31.Repository.FileObjectStore"), "object");
        Files.writeString(repository.resolve("notes.txt"), "mine");
        Files.writeString(repository.resolve("saved.eml"), "mine");
        try (var log = new LoggedLines(CrashLeftovers.class)) {
            MailRepository again = start();
            again.removeAll();
            assertThat(again.size()).isZero();
            assertThat(log.at(Level.WARN)).singleElement().asString().contains("count=2", "older version");
        }
        assertThat(files()).hasSize(4);
    }

    private MailRepository start() throws Exception {
        return new RepositoryFixture(folder.resolve("var")).at(URL);
    }

    private String content(String name) throws Exception {
        start();
        return Files.readString(contentOf(name));
    }

    private Path contentOf(String name) throws IOException {
        return repository.resolve(name + "."
                + Files.readString(repository.resolve(name + ".envelope"))
                        .lines()
                        .findFirst()
                        .orElseThrow() + ".eml");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(repository)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private Mail mail(String name, String content) throws Exception {
        return Envelopes.mail(name, Files.writeString(Files.createTempFile(folder, "received", ""), content));
    }

    private static Mail mail(String name, MimeMessageSource content) throws Exception {
        MailImpl mail = MailImpl.builder().name(name).build();
        mail.setMessageContent(content);
        return mail;
    }

    private interface Step {
        void take() throws IOException;
    }

    private record Watched(Step whenRead) implements MimeMessageSource {
        @Override
        public String getSourceId() {
            return "watched";
        }

        @Override
        public InputStream getInputStream() throws IOException {
            whenRead.take();
            return InputStream.nullInputStream();
        }
    }
}
