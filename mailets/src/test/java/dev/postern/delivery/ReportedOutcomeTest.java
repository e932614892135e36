package dev.postern.delivery;

import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.address;
import static dev.postern.delivery.Attempting.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dsn.Action;
import dev.postern.dsn.DsnSender;
import dev.postern.dsn.RecipientStatus;
import dev.postern.memory.MemoryBudget;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.tls.TlsFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.mail.MessagingException;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.smtpserver.AddDefaultAttributesMessageHook;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportedOutcomeTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:00Z");
    private static final Instant END = Instant.parse("2026-03-03T10:15:00Z");
    private static final Host HOST = new Host(NAME, InetAddress.getLoopbackAddress(), 25);

    private static Notice about(Mail mail, Cause cause, Action action) {
        return about(
                mail,
                action == Action.FAILED
                        ? ReportedOutcome.failed(address(RECIPIENT), cause)
                        : ReportedOutcome.delayed(address(RECIPIENT), cause));
    }

    private static Notice about(Mail mail, RecipientStatus... recipients) {
        return about(new MemoryBudget(), mail, recipients);
    }

    private static Notice about(MemoryBudget memory, Mail mail, RecipientStatus... recipients) {
        var context = FakeMailContext.defaultContext();
        try {
            new DsnSender("gw.example.org", domain -> Optional.empty(), context, memory)
                    .send(mail, List.of(recipients), NOW, NOW, END);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
        assertThat(context.getSentMails()).hasSize(1);
        return Notice.last(context);
    }

    private static Cause reply(int code, String... lines) {
        return Cause.reply(new SmtpReply(code, List.of(lines)), HOST);
    }

    @Test
    void aMessageThatTlsKeptAndThatIsReturned() throws MessagingException {
        var cause = Cause.tls(TlsFailure.CERTIFICATE_HOST_MISMATCH, "the certificate is for mx.mallory.test", HOST);

        var notice = about(mail(RECIPIENT), cause, Action.FAILED);

        assertThat(notice.message().getContentType())
                .startsWith("multipart/report; report-type=delivery-status;")
                .contains("boundary=");
        assertThat(notice.message().getHeader("To")).containsExactly(SENDER);
        assertThat(notice.message().getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(notice.message().getMessageID()).endsWith("@gw.example.org>");
        assertThat(notice.message().getSubject()).isEqualTo("Your message was not delivered");
        assertThat(notice.status())
                .isEqualTo("Reporting-MTA: dns; gw.example.org\r\nArrival-Date: Sun, 1 Mar 2026 10:15:00 +0000\r\n\r\n"
                        + "Final-Recipient: rfc822; bob@contoso.test\r\nAction: failed\r\nStatus: 5.7.5\r\n"
                        + "Remote-MTA: dns; mx.contoso.test\r\n"
                        + "Diagnostic-Code: x-postern; certificate-host-mismatch: the certificate is for mx.mallory.test\r\n"
                        + "Last-Attempt-Date: Sun, 1 Mar 2026 10:15:00 +0000\r\n");
        assertThat(notice.text().replace("\r\n", "\n")).isEqualTo("""
                        This is about your message

                            Subject: figures
                            From:    %s

                        Your message was not delivered to

                            bob@contoso.test

                        The mail server of contoso.test could not prove that it is the agreed one:
                        its certificate does not contain the agreed name.
                        Your message was not sent, because mail to this organisation goes over a protected connection
                        only, so that nobody else can read it on its way.

                        What you can do: tell the recipient in another way, by telephone for instance, that
                        your mail does not reach them safely, and show this message to your mail administrator, who
                        can find out with theirs what is wrong. Resend your message once the problem is fixed.

                        The details, for an administrator:
                            certificate-host-mismatch: the certificate is for mx.mallory.test
                        """.formatted(SENDER));
    }

    @Test
    void aMessageThatWaits() {
        var cause = Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, "it has none", HOST);

        var notice = about(mail(RECIPIENT), cause, Action.DELAYED);

        assertThat(notice.status())
                .contains(
                        "Action: delayed\r\nStatus: 4.7.4\r\n", "Will-Retry-Until: Tue, 3 Mar 2026 10:15:00 +0000\r\n");
        assertThat(notice.text())
                .contains("has not been delivered yet", "You need not send it again.")
                .contains("Tuesday, 3 March 2026 at 10:15 UTC, and tells you")
                .contains("did not encrypt the connection");
    }

    @Test
    void noStartTlsIsTheCodeForLackOfEncryptionInTheEnd() {
        var cause = Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, "it has none", HOST);

        assertThat(about(mail(RECIPIENT), cause, Action.FAILED).status()).contains("Status: 5.7.10\r\n");
    }

    @Test
    void aServersOwnReply() {
        var notice = about(mail(RECIPIENT), reply(550, "5.1.1 no such user"), Action.FAILED);

        assertThat(notice.status()).contains("Status: 5.1.1\r\n", "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n");
        assertThat(notice.text()).contains("The mail server of contoso.test did not accept it.");
    }

    @Test
    void nobodyAnswered() {
        var notice = about(mail(RECIPIENT), Cause.of(FailureKind.UNREACHABLE, "connection refused"), Action.FAILED);

        assertThat(notice.status()).contains("Status: 5.4.1\r\n").doesNotContain("Remote-MTA");
        assertThat(notice.text()).contains("The mail server of contoso.test could not be reached.");
    }

    @Test
    void noSuchDomain() {
        assertThat(about(mail(RECIPIENT), Cause.of(FailureKind.NO_SUCH_DOMAIN, "nowhere"), Action.FAILED)
                        .text())
                .contains("This mail domain does not exist.", "check the spelling of the address");
    }

    @Test
    void eachRecipientHasItsOwnBlockInOneDsn() {
        var notice = about(
                mail("u1@contoso.test", "u2@contoso.test", "u3@contoso.test"),
                ReportedOutcome.failed(address("u1@contoso.test"), reply(550, "5.1.1 <u1> unknown")),
                ReportedOutcome.failed(address("u2@contoso.test"), reply(552, "5.2.2 <u2> is full")),
                ReportedOutcome.delayed(address("u3@contoso.test"), Cause.of(FailureKind.UNREACHABLE, "refused")));

        String[] blocks = notice.status().split("\r\n\r\n");
        assertThat(blocks).hasSize(4);
        assertThat(blocks[1])
                .contains("Final-Recipient: rfc822; u1@contoso.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                        + "Remote-MTA: dns; mx.contoso.test\r\nDiagnostic-Code: smtp; 550 5.1.1 <u1> unknown");
        assertThat(blocks[2])
                .contains(
                        "Final-Recipient: rfc822; u2@contoso.test",
                        "Status: 5.2.2",
                        "Diagnostic-Code: smtp; 552 5.2.2 <u2> is full");
        assertThat(blocks[3])
                .contains(
                        "Final-Recipient: rfc822; u3@contoso.test\r\nAction: delayed\r\nStatus: 4.4.1\r\n"
                                + "Diagnostic-Code: x-postern; refused",
                        "Will-Retry-Until: ");
        assertThat(notice.text().replace("\r\n", "\n"))
                .contains("not delivered to\n\n    u1@contoso.test\n    u2@contoso.test\n\n")
                .contains("    u1@contoso.test: 550 5.1.1 <u1> unknown\n    u2@contoso.test: 552 5.2.2 <u2> is full\n")
                .contains("has not been delivered yet to\n\n    u3@contoso.test\n\n");
    }

    @Test
    void aThousandRecipientsMakeAShortTextAndAllTheirBlocks() {
        var recipients = IntStream.range(0, 1000)
                .mapToObj(i -> ReportedOutcome.failed(address("u" + i + "@contoso.test"), reply(550, "5.1.1 unknown")))
                .toArray(RecipientStatus[]::new);

        var notice = about(mail(RECIPIENT), recipients);

        assertThat(notice.text()).contains("and 950 more, listed in the attached delivery report");
        assertThat(notice.text().length()).isLessThan(10_000);
        assertThat(notice.status().lines().filter(line -> line.startsWith("Final-Recipient:")))
                .hasSize(1000);
    }

    @Test
    void aReplyCannotWriteFieldsOfItsOwn() {
        var cause = reply(
                550, "5.1.1 x\r\n\r\nFinal-Recipient: rfc822; eve@x.test\r\nStatus: 2.0.0", "\u0000\u2028\u202e y");

        var notice = about(mail(RECIPIENT), cause, Action.DELAYED);

        assertThat(notice.status().lines().filter(line -> line.startsWith("Status:")))
                .containsExactly("Status: 4.1.1");
        assertThat(notice.status().lines().filter(line -> line.startsWith("Final-Recipient:")))
                .hasSize(1);
        assertThat(notice.text()).contains("550 5.1.1 x????Final-Recipient: rfc822; eve@x.test??Status: 2.0.0 ??? y");
    }

    @Test
    void theHeadersGoBackAndTheContentDoesNot() throws MessagingException {
        Mail mail = Attempting.message(
                "Subject: Gr\u00fc\u00dfe\r\nX-Long: " + "y".repeat(3000) + "\r\nX-Folded: a\r\n\tb\r\n\r\n" + SECRET
                        + "\r\n",
                SENDER,
                RECIPIENT);

        var notice = about(mail, Cause.of(FailureKind.UNREACHABLE, "x"), Action.FAILED);

        assertThat(notice.headers()).contains("Subject: Gr", "X-Long: " + "y".repeat(3000), "X-Folded: a\r\n\tb\r\n");
        assertThat(octets(notice)).doesNotContain(SECRET);
        assertThat(octets(notice).lines().filter(line -> line.length() > 998)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'Subject: figures\r\nX-A: =20 as it is=', 7bit",
        "'Subject: Gr\u00fc\u00dfe', 8bit",
        "'X-A: a\0b', quoted-printable"
    })
    void theHeaderGoesBackInTheEncodingThatItNeeds(String header, String encoding) throws MessagingException {
        var notice = about(
                Attempting.message(header + "\r\n\r\n" + SECRET + "\r\n", SENDER, RECIPIENT),
                Cause.of(FailureKind.UNREACHABLE, "x"),
                Action.FAILED);

        assertThat(octets(notice))
                .contains("Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: " + encoding + "\r\n");
        assertThat(notice.headers().strip()).isEqualTo(header);
        assertThat(notice.message().getEncoding()).isEqualTo(encoding.equals("8bit") ? "8bit" : null);
    }

    @ParameterizedTest
    @CsvSource({
        "'Subject: figures\r\nDate: Sun, 1 Mar 2026 11:15:00 +0100\r\nFrom: Boss <boss@example.org>', 'Subject: figures|Date:    Sun, 1 Mar 2026 11:15:00 +0100|From:    Boss <boss@example.org>'",
        "'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_an_alle?=', 'Subject: Gr\u00fc\u00dfe an alle'",
        "'Subject: Gr\u00c3\u00bc\u00c3\u009fe', 'Subject: Gr\u00fc\u00dfe'",
        "'Subject: =?x-nobody?q?a?=', 'Subject: =?x-nobody?q?a?='",
        "'Subject: =?utf-8?q?one=0D=0ATwo:_x=E2=80=AE?=', 'Subject: one??Two: x?'",
        "'X-A: no subject', 'From:    alice@example.org'"
    })
    void theNoticeSaysWhichMessageItIsAbout(String header, String lines) {
        var notice = about(
                Attempting.message(header + "\r\n\r\n" + SECRET + "\r\n", "alice@example.org", RECIPIENT),
                Cause.of(FailureKind.UNREACHABLE, "x"),
                Action.FAILED);

        assertThat(notice.text()).startsWith("This is about your message").contains(lines.split("\\|"));
    }

    @Test
    void aSubjectWithoutEndIsCut() {
        var notice = about(
                Attempting.message("Subject: " + "y".repeat(900) + "\r\n\r\nx\r\n", SENDER, RECIPIENT),
                Cause.of(FailureKind.UNREACHABLE, "x"),
                Action.FAILED);

        assertThat(notice.text())
                .contains("Subject: " + "y".repeat(200) + "...")
                .doesNotContain("y".repeat(201));
    }

    /** One line alone could be as long as a header section may be. */
    @Test
    void of_an_endless_header_a_bounded_part_goes_back() {
        Mail mail = Attempting.message(
                "Subject: figures\r\nX-Endless: " + "y".repeat(250_000) + "\r\nX-Last: z\r\n\r\n" + SECRET + "\r\n",
                SENDER,
                RECIPIENT);

        var notice = about(mail, Cause.of(FailureKind.UNREACHABLE, "x"), Action.FAILED);

        assertThat(notice.headers())
                .startsWith("Subject: figures\r\n")
                .hasSizeLessThanOrEqualTo(64 * 1024)
                .doesNotContain("X-Last", SECRET);
    }

    /** A known sender's message of 8 bits, which is to come back whole. */
    private static Mail wanted() {
        Mail mail = Attempting.message(
                "Subject: figures\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n"
                        + "\r\nGr\u00fc\u00dfe\r\n",
                SENDER,
                RECIPIENT);
        mail.setAttribute(new Attribute(
                AttributeName.of(AddDefaultAttributesMessageHook.SMTP_AUTH_NETWORK_NAME), AttributeValue.of(true)));
        mail.setDsnParameters(DsnParameters.builder().ret(Ret.FULL).build().orElseThrow());
        return mail;
    }

    /** RFC 2045 §6.4: no part may be wider than what surrounds it says. */
    @Test
    void a_message_of_eight_bits_comes_back_whole_in_a_message_that_says_so() throws MessagingException {
        var notice = about(wanted(), reply(550, "5.1.1 unknown"), Action.FAILED);

        assertThat(notice.headers()).endsWith("\r\n\r\nGr\u00fc\u00dfe\r\n");
        assertThat(notice.message().getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
    }

    @Test
    void without_memory_for_the_whole_message_its_headers_come_back() {
        var memory = new MemoryBudget(100);

        var notice = about(memory, wanted(), ReportedOutcome.failed(address(RECIPIENT), reply(550, "5.1.1 unknown")));

        assertThat(notice.headers()).startsWith("Subject: figures\r\n").doesNotContain("Gr\u00fc");
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void the_memory_of_a_message_that_came_back_is_free_again() {
        var memory = new MemoryBudget(10_000);

        about(memory, wanted(), ReportedOutcome.failed(address(RECIPIENT), reply(550, "5.1.1 unknown")));

        assertThat(memory.reserved()).isZero();
    }

    @Test
    void anotherParserReadsTheSameThreeParts() throws Exception {
        var notice = about(mail(RECIPIENT), reply(450, "4.2.0 later"), Action.DELAYED);

        var message = new DefaultMessageBuilder()
                .parseMessage(new ByteArrayInputStream(octets(notice).getBytes(StandardCharsets.US_ASCII)));

        assertThat(((Multipart) message.getBody()).getBodyParts())
                .extracting(part -> part.getMimeType())
                .containsExactly("text/plain", "message/delivery-status", "text/rfc822-headers");
    }

    private static String octets(Notice notice) {
        try {
            var octets = new ByteArrayOutputStream();
            notice.message().writeTo(octets);
            return octets.toString(StandardCharsets.ISO_8859_1);
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
