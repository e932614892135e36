package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.JamesHandlers;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With James's own SMTP handlers in the place of ours, the mailet pipeline is the net that catches a partner's mail. */
class WithoutHookIT {
    private static Site site;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("without-hook");
        site.folder.write("smtpserver.xml", JamesHandlers.onEveryListener());
        // James's package registers each handler in JMX once: one listener.
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml().replaceAll(" *implicitTlsBind:.*\n", "") + "mail: { noticePeriod: 1s }\n");
        gateway = site.start("""
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    outbound: { level: encrypt }
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    @Test
    void mailOfAPartnerInClearTextIsKeptAndThePostmasterIsTold() throws IOException {
        expectCaught("alice@contoso.test", Letter.from("alice@contoso.test"));
    }

    @Test
    void soIsMailWithThePartnerInItsFromHeaderOnly() throws IOException {
        expectCaught("", Letter.from("alice@contoso.test"));
    }

    @Test
    void headersThatClaimToBeOurFindingsDoNotHelp() throws IOException {
        expectCaught(
                "alice@contoso.test",
                Letter.withHeader("dev.postern.tls.version: TLSv1.3\r\ndev.postern.tls.verdict: SATISFIED\r\n"
                        + "From: alice@contoso.test"));
    }

    private static void expectCaught(String sender, Letter letter) throws IOException {
        String recipient = letter.marker() + "@example.test";
        try (var client = site.outside()) {
            assertThat(client.mail(sender, recipient, letter).code()).isEqualTo(250);
        }

        Path rejected = site.folder.data().resolve("mail/rejected");
        Await.until("the message lies in " + rejected, Await.PATIENCE, () -> isKept(rejected, letter.marker()));
        var notice = site.inside.await(letter.marker());
        assertThat(notice.recipients()).containsExactly("postmaster@example.test");
        assertThat(notice.content()).contains("contoso", recipient).doesNotContain("secret " + letter.marker());
        var name = Pattern.compile("Message: +(\\S+)").matcher(notice.content());
        assertThat(name.find()).isTrue();
        gateway.awaitLine("inbound", "message=" + name.group(1) + " ", "partner=contoso ", "verdict=quarantined");
        assertThat(site.inside.received())
                .noneMatch(message -> message.recipients().contains(recipient));
    }

    private static boolean isKept(Path folder, String marker) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains("secret " + marker)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // a file that is just being written
        }
    }
}
