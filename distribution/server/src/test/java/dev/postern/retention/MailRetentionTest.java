package dev.postern.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.arrival.Arrival.Verdict;
import dev.postern.partner.PartnerFixture;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.KeptMail;
import dev.postern.storage.MailStore;
import dev.postern.storage.MessageDirectories;
import dev.postern.tls.TlsSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real files: what was set aside goes in its time, and nothing else. */
class MailRetentionTest {
    private static final Instant NOW = Instant.parse("2026-03-31T00:00:00Z");

    @TempDir
    Path mail = Path.of("mail");

    private final MessageDirectories directories = new MessageDirectories(new EnvelopeCodec());

    private void store(String directory, String name, String sender, int daysAgo, Optional<String> partner)
            throws Exception {
        Mail message = MailStore.mail(name, sender);
        Arrival.over(
                        new TlsSession.Clear(),
                        partner,
                        partner.isPresent() ? Verdict.SATISFIED : Verdict.NO_PARTNER,
                        Optional.empty())
                .writeTo(message);
        Path path = mail.resolve(directory);
        MailStore.store(directories, path, message);
        Files.setLastModifiedTime(path.resolve(name + ".envelope"), FileTime.from(NOW.minus(Duration.ofDays(daysAgo))));
    }

    private MailRetention retention(int maxMessages, String... names) {
        return new MailRetention(
                List.of(names).stream()
                        .map(name -> new KeptMail(directories, mail.resolve(name)))
                        .toList(),
                new RetentionBounds(Duration.ofDays(30), 1L << 30, maxMessages),
                PartnerFixture.partners(PartnerFixture.contoso()),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<String> files(String directory) {
        try (var files = Files.list(mail.resolve(directory))) {
            return files.map(file -> String.valueOf(file.getFileName()).replaceFirst("\\..*", ""))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void old_mail_goes_with_both_its_files() throws Exception {
        store("error", "old", "eve@mallory.test", 31, Optional.empty());
        store("error", "new", "eve@mallory.test", 29, Optional.empty());
        try (var retention = retention(100, "error")) {
            retention.sweep();
        }

        assertThat(files("error")).containsExactly("new");
        try (var all = Files.list(mail.resolve("error"))) {
            assertThat(all).hasSize(2);
        }
    }

    @Test
    void a_flood_pushes_out_strangers_only() throws Exception {
        store("error", "partners", "bob@contoso.test", 9, Optional.of("contoso"));
        for (int i = 0; i < 6; i++) {
            store("error", "stranger-" + i, "eve@mallory.test", 8 - i, Optional.empty());
        }
        try (var retention = retention(3, "error")) {
            retention.sweep();
            assertThat(retention.problems()).isEmpty();
        }

        assertThat(files("error")).containsExactly("partners", "stranger-4", "stranger-5");
    }

    @Test
    void quarantined_mail_is_kept_its_time_whatever_the_bound_and_the_administrator_is_told() throws Exception {
        for (int i = 0; i < 4; i++) {
            store("rejected", "quarantined-" + i, "eve@mallory.test", 8 - i, Optional.empty());
        }
        try (var retention = retention(3, "rejected")) {
            retention.sweep();

            assertThat(retention.problems())
                    .singleElement()
                    .asString()
                    .startsWith("mail/rejected exceeds its limit: messages=4 (mail.maxMessages=3)");
        }
        assertThat(files("rejected")).hasSize(4);
    }

    @Test
    void a_message_whose_envelope_cannot_be_read_stays_its_time() throws Exception {
        store("damaged", "broken", "eve@mallory.test", 5, Optional.empty());
        store("damaged", "whole", "eve@mallory.test", 4, Optional.empty());
        Files.writeString(mail.resolve("damaged/broken.envelope"), "no envelope");
        Files.setLastModifiedTime(
                mail.resolve("damaged/broken.envelope"), FileTime.from(NOW.minus(Duration.ofDays(5))));
        try (var retention = retention(1, "damaged")) {
            retention.sweep();
            assertThat(files("damaged")).containsExactly("broken");
        }
        Files.setLastModifiedTime(
                mail.resolve("damaged/broken.envelope"), FileTime.from(NOW.minus(Duration.ofDays(31))));
        try (var retention = retention(1, "damaged")) {
            retention.sweep();
        }
        assertThat(files("damaged")).isEmpty();
    }

    @Test
    void what_was_stored_anew_since_it_was_listed_is_not_removed() throws Exception {
        store("error", "again", "eve@mallory.test", 31, Optional.empty());
        var kept = new KeptMail(directories, mail.resolve("error"));
        var listed = kept.list();
        store("error", "again", "eve@mallory.test", 0, Optional.empty());

        kept.remove(listed);

        assertThat(mail.resolve("error/again.envelope")).exists();
        assertThat(kept.list()).hasSize(1);
    }

    /** Its content is on disk before its envelope has its name. */
    @Test
    void what_is_being_stored_anew_keeps_its_content() throws Exception {
        store("error", "again", "eve@mallory.test", 31, Optional.empty());
        Path coming = mail.resolve("error/again.00000000000000ff.eml");
        Files.writeString(coming, "the content of the message that is stored now");
        var kept = new KeptMail(directories, mail.resolve("error"));

        kept.remove(kept.list());

        assertThat(mail.resolve("error/again.envelope")).doesNotExist();
        try (var all = Files.list(mail.resolve("error"))) {
            assertThat(all).containsExactly(coming);
        }
    }

    @Test
    void a_directory_that_is_a_link_to_another_disk_is_cleaned_up_too() throws Exception {
        Files.createDirectories(mail.resolve("disk"));
        Files.createSymbolicLink(mail.resolve("error"), mail.resolve("disk"));
        store("error", "old", "eve@mallory.test", 31, Optional.empty());
        Files.writeString(mail.resolve("notes.envelope"), "not in the directory");
        Files.createSymbolicLink(mail.resolve("error/notes.envelope"), mail.resolve("notes.envelope"));
        Files.setLastModifiedTime(mail.resolve("notes.envelope"), FileTime.from(Instant.EPOCH));
        try (var retention = retention(100, "error")) {
            retention.sweep();
        }

        assertThat(files("disk")).containsExactly("notes");
        assertThat(mail.resolve("notes.envelope")).exists();
    }

    @Test
    void a_directory_that_is_not_there_is_not_made() {
        try (var retention = retention(1, "damaged")) {
            retention.sweep();
            assertThat(retention.problems()).isEmpty();
        }
        assertThat(mail.resolve("damaged")).doesNotExist();
    }
}
