package dev.postern.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.Test;

class RecipientTest {
    /** James's address as a key, as an element of a set, or compared. */
    private static final Pattern FOLDING = Pattern.compile(
            "(?:Map|Multimap|Map\\.Entry)<MailAddress\\b|Set<MailAddress>|[sS]et(?!tled).*[rR]ecipients\\(\\)\\)"
                    + "|[rR]ecipients(?:\\(\\))?\\.(?:contains|indexOf|remove)|ecipients\\(\\)\\.stream\\(\\)\\.distinct");

    private static Recipient recipient(String address) throws AddressException {
        return new Recipient(new MailAddress(address));
    }

    @Test
    void theCaseOfTheLocalPartCountsAndThatOfTheDomainDoesNot() throws AddressException {
        assertThat(recipient("Bob@contoso.test")).isNotEqualTo(recipient("bob@contoso.test"));
        assertThat(recipient("bob@CONTOSO.test"))
                .isEqualTo(recipient("bob@contoso.test"))
                .hasSameHashCodeAs(recipient("bob@contoso.test"));
    }

    @Test
    void onlyTheOneThatIsNamedIsRemoved() throws Exception {
        var mail = FakeMail.builder()
                .name("mail")
                .recipients("Bob@contoso.test", "bob@contoso.test")
                .build();

        Recipient.remove(mail, List.of(new MailAddress("bob@contoso.test")));

        assertThat(mail.getRecipients()).extracting(MailAddress::asString).containsExactly("Bob@contoso.test");
    }

    @Test
    void jamesAddressIsNoKeyAnywhere() {
        assertThat(Stream.of("", "../distribution/queue/", "../distribution/demo/", "../distribution/server/")
                        .flatMap(module -> sources(Path.of(module + "src/main/java")))
                        .flatMap(RecipientTest::foldingLines))
                .containsExactly(
                        "EnvelopeCodec.java: for (Map.Entry<MailAddress, Header> entry : headers.entries()) {");
    }

    private static Stream<Path> sources(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> foldingLines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> FOLDING.matcher(line).find())
                    .map(line -> file.getFileName() + ": " + line.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
