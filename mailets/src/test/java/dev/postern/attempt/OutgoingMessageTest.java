package dev.postern.attempt;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.ScriptedSmtpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message looks like on the wire. */
class OutgoingMessageTest {
    private static final String PLAIN = "Subject: x\r\n\r\n";
    private static final String EIGHT_BIT = "Message-ID: <1@example.org>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n";

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void withTls() {
        server.withTls(CA.issue(NAME));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AttemptOutcome send(String octets) {
        return deliver(message(octets, "a@example.org", "bob@contoso.test"), SECURE, hosts(server))
                .get("bob@contoso.test");
    }

    private String arrived(String octets) {
        delivered(send(octets));
        return server.messages().get(0);
    }

    @Test
    void signedMessagesStayAsTheyAreOctetForOctet() {
        String signed =
                "DKIM-Signature: v=1; a=rsa-sha256;\r\n\tb=abc;\r\n  h=From:Bcc\r\nReceived: by x\r\nbcc: c@d.test\r\n"
                        + "From:  \"A\"  <a@example.org>\r\nContent-Length: 3\r\nX-Empty:\r\nSubject: =?utf-8?q?=C3=BC?=\r\n"
                        + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\npreamble \r\n--b\r\n\r\n  x \t\r\n\r\n--b--\r\n\r\n\r\n";

        assertThat(arrived(signed)).isEqualTo(signed);
    }

    @Test
    void everyLineThatBeginsWithADotGetsAnother() {
        assertThat(arrived(PLAIN + ".\r\n..\r\n.x\r\ny.\r\n.\r\nMAIL FROM:<mallory@x.test>\r\n"))
                .isEqualTo(PLAIN + "..\r\n...\r\n..x\r\ny.\r\n..\r\nMAIL FROM:<mallory@x.test>\r\n");
        assertThat(server.heardInTls()).endsWith("mallory@x.test>\r\n.\r\nQUIT\r\n");
    }

    @Test
    void noBareLineEndCanEndTheMessageAtTheNextServer() {
        assertThat(arrived(PLAIN + "a\n.\nb\n.\r\nc\r\n.\nd\r.\re\r\n"))
                .isEqualTo(PLAIN + "a\r\n..\r\nb\r\n..\r\nc\r\n..\r\nd\r\n..\r\ne\r\n");
    }

    @Test
    void aMessageWithoutAFinalLineEndGetsOne() {
        assertThat(arrived(PLAIN + "no end")).isEqualTo(PLAIN + "no end\r\n");
    }

    @Test
    void aMessageWithoutBodyIsComplete() {
        assertThat(arrived("Subject: x\r\n\r\n")).isEqualTo("Subject: x\r\n\r\n");
    }

    @Test
    void aLargeMessageArrivesWhole() {
        String large = PLAIN + ("." + "0123456789".repeat(7) + "\r\n").repeat(20_000);

        assertThat(arrived(large)).isEqualTo(large.replace("\r\n.", "\r\n.."));
    }

    /** Large messages are read once to count them and again to send them: the two must be the same. */
    @ParameterizedTest
    @ValueSource(strings = {"DATA", "BDAT"})
    void aStoredMessageThatShrinksWhileItIsSentIsNotTakenForWhole(String verb) throws Exception {
        if (verb.equals("BDAT")) {
            server.offering("CHUNKING");
        }
        String line = "x".repeat(70) + "\r\n";
        var mail = FakeMail.builder()
                .name("mail-1")
                .sender("a@example.org")
                .recipient("bob@contoso.test")
                .mimeMessage(new Changing(PLAIN + line.repeat(20_000), PLAIN + line.repeat(19_000)))
                .build();

        AttemptOutcome outcome = deliver(mail, SECURE, hosts(server)).get("bob@contoso.test");

        assertThat(server.messages()).isEmpty();
        assertThat(server.heardInTls()).contains(verb).doesNotContain("\r\n.\r\n", "QUIT");
        assertThat(deferred(outcome).reason()).contains("has changed while it was sent");
    }

    /** Is another message each time that it is read. */
    private static final class Changing extends MimeMessage {
        private final Iterator<String> versions;

        private Changing(String... versions) {
            super((Session) null);
            this.versions = List.of(versions).iterator();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(versions.next().getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void eightBitContentIsDeclaredAndSentAsItIs() {
        server.offering("8BITMIME");

        assertThat(arrived(EIGHT_BIT)).isEqualTo(EIGHT_BIT);
        assertThat(server.heardInTls()).contains("MAIL FROM:<a@example.org> BODY=8BITMIME\r\n");
    }

    @Test
    void sevenBitContentIsNotDeclaredAsEightBit() {
        server.offering("8BITMIME");

        arrived(PLAIN + "x\r\n");
        assertThat(server.heardInTls()).doesNotContain("BODY=");
    }

    @Test
    void eightBitContentIsConvertedForAServerThatDoesNotTakeIt() {
        assertThat(arrived(EIGHT_BIT))
                .contains("Content-Transfer-Encoding: quoted-printable", "Gr=FC=DFe", "Message-ID: <1@example.org>")
                .matches("\\p{ASCII}*");
        assertThat(server.heardInTls()).doesNotContain("BODY=");
    }

    @Test
    void whatCannotBeConvertedIsSentAsItIs() {
        String eightBitHeader = "Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n";

        assertThat(arrived(eightBitHeader)).isEqualTo(eightBitHeader);
        assertThat(server.heardInTls()).doesNotContain("BODY=");
    }

    @Test
    void aSignedMessageIsSentAsItIsRatherThanBeBroken() {
        String signed = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n"
                + "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u00e9\r\n--b--\r\n";

        assertThat(arrived(signed)).isEqualTo(signed);
    }

    @Test
    void aLargeMessageIsConvertedWithoutBeingHeldInMemory() {
        String line = "\u00fc".repeat(60) + "\r\n";
        String header = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n";

        String arrived = arrived(header + "Content-Transfer-Encoding: 8bit\r\n\r\n" + line.repeat(20_000));

        assertThat(arrived).startsWith(header + "Content-Transfer-Encoding: quoted-printable\r\n\r\n=FC=FC");
        assertThat(arrived.lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(76);
        assertThat(arrived.split("=FC", -1)).hasSize(60 * 20_000 + 1);
    }

    @Test
    void aLineEndAcrossTwoReadsIsOne() {
        String text = PLAIN + "x".repeat(8192 - PLAIN.length() - 1) + "\r\n.\r\n" + "y".repeat(300_000) + "\r\n";

        assertThat(arrived(text)).isEqualTo(text.replace("\r\n.\r\n", "\r\n..\r\n"));
    }

    @Test
    void eightBitHeadersStayAsTheyAreWhereTheyMay() {
        server.offering("8BITMIME");

        assertThat(arrived("Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n")).startsWith("Subject: Gr\u00fc\u00dfe\r\n");
    }
}
