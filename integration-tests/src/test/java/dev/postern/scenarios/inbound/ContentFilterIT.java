package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Rspamd;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** rspamd as a content filter before the queue. */
class ContentFilterIT {
    private static final String STRANGER = "eve@elsewhere.test";
    private static final String OURS = "bob@example.test";
    private static final String REJECTED = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
    private static final String MARKED = "YJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    private static Site site;
    private static Site open;
    private static Rspamd rspamd;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        Rspamd.assumeInstalled();
        int port = Ports.free();
        rspamd = Rspamd.start(port);
        site = Site.named("content-filter");
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml().replace("  maxMessageSize", "  arrivalHeader: true\n  maxMessageSize")
                        + "filter: { milters: [\"127.0.0.1:" + port + "\"] }\n");
        gateway = site.start("partners:\n  - { name: contoso, domains: [contoso.test] }\n");
        open = Site.named("content-filter-down");
        open.folder.write(
                "gateway.yaml",
                open.gatewayYaml() + "filter: { milters: [\"127.0.0.1:" + Ports.free() + "\"], onFailure: accept }\n");
        open.start("partners: []\n");
    }

    @AfterAll
    static void stop() throws IOException {
        if (rspamd != null) {
            site.close();
            open.close();
            rspamd.close();
        }
    }

    private static Reply send(ScriptedSmtpClient client, String sender, String content) throws IOException {
        client.command("MAIL FROM:<" + sender + ">");
        client.command("RCPT TO:<" + OURS + ">");
        client.command("DATA");
        client.send(content + "\r\n.\r\n");
        return client.reply();
    }

    private static String content(String subject, String line) {
        return "From: " + STRANGER + "\r\nTo: " + OURS + "\r\nSubject: " + subject
                + "\r\nMessage-ID: <a@elsewhere.test>\r\n\r\n" + line;
    }

    private static String delivered(Site at, String subject) {
        return at.inside.await("Subject: " + subject).content();
    }

    @Test
    void whatTheFilterRejectsIsRejectedAtTheEndOfDataAndTheSessionGoesOn() throws IOException {
        try (var client = site.outside()) {
            assertThat(send(client, STRANGER, content("spam", REJECTED)).text()).startsWith("554 5.7.1 ");
            assertThat(send(client, STRANGER, content("ham", "hello")).code()).isEqualTo(250);
        }
        assertThat(delivered(site, "ham")).doesNotContain("X-Spam");
        gateway.awaitLine("by decision of the content filter, rejecting it with 554 5.7.1");
    }

    @Test
    void whatTheFilterMarksIsMarkedAndTheBodyKeepsItsBytes() throws IOException {
        try (var client = site.outsideOverTls()) {
            assertThat(send(client, STRANGER, content("marked", MARKED + "\r\n\r\n..two dots  \r\n"))
                            .code())
                    .isEqualTo(250);
        }
        assertThat(delivered(site, "marked"))
                .contains("\r\nX-Spam: Yes\r\n")
                .contains("\r\n\r\n" + MARKED + "\r\n\r\n.two dots  \r\n")
                .startsWith("X-Postern-TLS: verdict=no-partner; version=TLSv1.3; ");
    }

    @Test
    void pipelinedMessagesAreAnsweredInOrder() throws IOException {
        try (var client = site.outside()) {
            List<Integer> codes = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                codes.add(send(client, STRANGER, content("order" + round, round == 1 ? REJECTED : "x"))
                        .code());
                client.send("NOOP\r\nRSET\r\n");
                codes.add(client.reply().code());
                codes.add(client.reply().code());
            }
            assertThat(codes).containsExactly(250, 250, 250, 554, 250, 250, 250, 250, 250);
        }
    }

    @Test
    void aBrokenRuleIsTheReplyWhateverTheFilterSays() throws IOException {
        try (var client = site.outside()) {
            assertThat(send(client, STRANGER, "From: a@contoso.test\r\nSubject: x\r\n\r\n" + REJECTED)
                            .text())
                    .startsWith("530 5.7.10 ");
        }
    }

    @Test
    void aPartnersFromThatTheFilterPutsInIsHeldToTheRuleAsTheSendersOwn() throws IOException {
        String subject = Rspamd.IMPERSONATE + " in clear text";
        try (var client = site.outside()) {
            assertThat(send(client, STRANGER, content(subject, "x")).code()).isEqualTo(250);
        }
        gateway.awaitLine("inbound", "partner=contoso ", "version=none", "verdict=quarantined");

        try (var client = site.outsideOverTls()) {
            assertThat(send(client, STRANGER, content(Rspamd.IMPERSONATE + " over TLS", "x"))
                            .code())
                    .isEqualTo(250);
        }
        assertThat(delivered(site, Rspamd.IMPERSONATE + " over TLS")).contains("From: " + Rspamd.IMPERSONATED);
        assertThat(site.inside.received())
                .noneMatch(message -> message.content().contains(subject));
    }

    @Test
    void aFilterThatIsDownLetsMailThroughIfSoConfigured() throws IOException {
        try (var client = open.outside()) {
            assertThat(send(client, STRANGER, content("unfiltered", REJECTED)).code())
                    .isEqualTo(250);
        }
        assertThat(delivered(open, "unfiltered")).contains(REJECTED);
    }
}
