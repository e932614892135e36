package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.domains.DomainRecipients.Everybody;
import dev.postern.domains.DomainRecipients.InFile;
import dev.postern.domains.DomainRecipients.Listed;
import dev.postern.domains.DomainRecipients.Probed;
import dev.postern.gateway.Configuration;
import dev.postern.verification.RecipientList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the recipients of an own domain are verified, as {@code gateway.yaml} and the files that it names say. */
class RecipientsKeysTest {
    @TempDir
    private Path conf = Path.of("");

    @BeforeEach
    void partners() throws IOException {
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
    }

    private DomainRecipients read(String keys, Map<String, String> environment) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                domains: [{ domain: example.org, nextHop: "mail.example.org:25" %s }]
                """.formatted(keys));
        return Configuration.load(conf, environment)
                .domains()
                .get()
                .all()
                .get(0)
                .recipients();
    }

    private DomainRecipients read(String keys) throws IOException {
        return read(keys, Map.of());
    }

    private WatchedRecipients watched(String content) throws IOException {
        Files.writeString(conf.resolve("recipients.txt"), content);
        return new WatchedRecipients((InFile) read(", recipientsFile: recipients.txt"));
    }

    private void write(String content) throws IOException {
        Files.writeString(conf.resolve("recipients.txt"), content);
    }

    @Test
    void byDefaultTheNextHopIsAskedAndWhomItCannotBeAskedAboutIsAccepted() throws IOException {
        assertThat(read("")).isEqualTo(new Probed(true));
        assertThat(read(", verifyRecipients: true, unverifiedRecipients: defer"))
                .isEqualTo(new Probed(false));
        assertThat(read(", verifyRecipients: false")).isEqualTo(new Everybody());
    }

    @Test
    void aListHasLocalPartsAndAddresses() throws IOException {
        assertThat(read(", recipients: [Anna, bernd@EXAMPLE.org, '\"c d\"'], recipientDelimiter: '+'"))
                .isEqualTo(new Listed(new RecipientList(Set.of("anna", "bernd", "c d"), false, Optional.of("+"))));
        assertThat(read(", recipients: ['@example.org']"))
                .isEqualTo(new Listed(new RecipientList(Set.of(), true, Optional.empty())));
    }

    @Test
    void aVariableOfTheEnvironmentMayNameThem() throws IOException {
        var environment =
                Map.of("POSTERN_DOMAINS_0_DOMAIN", "example.org", "POSTERN_DOMAINS_0_RECIPIENTS", "anna, bernd");
        assertThat(read("", environment))
                .isEqualTo(new Listed(new RecipientList(Set.of("anna", "bernd"), false, Optional.empty())));
    }

    @Test
    void aFileHasOneALineAndComments() throws IOException {
        assertThat(watched("# all\n\nanna # first\r\n  bernd@example.org\n#x\n").get())
                .isEqualTo(new RecipientList(Set.of("anna", "bernd"), false, Optional.empty()));
    }

    @Test
    void aChangeThatIsSeenTwiceIsInForce() throws IOException {
        WatchedRecipients watched = watched("anna\n");
        write("bernd\n");
        watched.poll();
        assertThat(watched.get().localParts())
                .as("it may still be being written")
                .containsExactly("anna");
        watched.poll();
        assertThat(watched.get().localParts()).containsExactly("bernd");
    }

    @Test
    void aBadChangeAndAFileThatIsGoneLeaveTheLastGoodList() throws IOException {
        WatchedRecipients watched = watched("anna\n");
        write("two words\n");
        watched.poll();
        watched.poll();
        Files.delete(conf.resolve("recipients.txt"));
        watched.poll();
        watched.poll();
        assertThat(watched.get().localParts()).containsExactly("anna");

        write("bernd\n");
        watched.poll();
        watched.poll();
        assertThat(watched.get().localParts()).containsExactly("bernd");
    }
}
