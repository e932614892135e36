package dev.postern.smtpclient;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.IMPATIENT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.Attempting.message;
import static dev.postern.delivery.ScriptedSmtpServer.DEAF;
import static dev.postern.delivery.ScriptedSmtpServer.FLOOD;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static dev.postern.delivery.ScriptedSmtpServer.TRICKLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Attempting;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.recipient.Recipient;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that would hold a worker, fill the memory, or write our logs. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class HostileRepliesTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void withTls() {
        server.withTls(CA.issue(NAME));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA", "."})
    void aServerThatSaysNothingMore(String when) {
        assertThat(deferred(deliver(SECURE, server.answering(when, SILENCE))).reason())
                .contains("time limit exceeded");
        server.awaitGoodBye();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA", "."})
    void aServerThatTricklesItsReply(String when) {
        deferred(deliver(SECURE, server.answering(when, TRICKLE)));
        server.awaitGoodBye();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO", "MAIL", "."})
    void aReplyWithoutEnd(String when) {
        assertThat(deferred(deliver(SECURE, server.answering(when, FLOOD))).reason())
                .contains("it sent a reply of more than 128 lines");
    }

    @Test
    void aLineWithoutEnd() {
        server.answering("MAIL", "250 " + "x".repeat(1_000_000));

        assertThat(deferred(deliver(SECURE, server)).reason()).contains("a line of more than 2048 octets");
    }

    @Test
    void aServerThatIsSlowAtEveryStep() throws Exception {
        var hurried = new SmtpTimeouts(
                IMPATIENT.connect(),
                Duration.ofMinutes(1),
                IMPATIENT.handshake(),
                IMPATIENT.content(),
                IMPATIENT.finalReply(),
                Duration.ofMillis(500));
        server.answering("EHLO", SILENCE);
        var mail = mail("bob@contoso.test");

        var outcomes = Attempting.attempt(hurried)
                .deliver(mail, Recipient.of(mail), new Terms(SECURE, Optional.empty()), hosts(server), () -> true);

        assertThat(deferred(outcomes.values().iterator().next()).reason()).contains("time limit exceeded");
    }

    @Test
    void aServerThatDoesNotReadTheMessage() {
        server.answering("DATA", DEAF);
        String large = "Subject: x\r\n\r\n" + ("0123456789".repeat(7) + "\r\n").repeat(300_000);

        var outcome = deliver(message(large, "a@example.org", "bob@contoso.test"), SECURE, hosts(server))
                .get("bob@contoso.test");

        assertThat(deferred(outcome).reason()).contains("sending the message");
    }

    @Test
    void aReplyThatIsNone() {
        assertThat(deferred(deliver(SECURE, server.answering("RCPT", "2500 ok")))
                        .reason())
                .contains("an invalid SMTP reply: 2500 ok");
    }

    @Test
    void aReplyWhoseLinesDisagree() {
        assertThat(deferred(deliver(SECURE, server.answering(".", "250-ok\r\n550 no")))
                        .reason())
                .contains("an invalid SMTP reply: 550 no");
    }

    @Test
    void controlCharactersInAReplyAreShownAsQuestionMarks() {
        server.answering("RCPT", "550-5.1.1 no\u0007\u001b[31m\r\n550-5.1.1 X: y\r550\r\n550 5.1.1 end");

        assertThat(failed(deliver(SECURE, server)).reason()).isEqualTo("550 5.1.1 no??[31m X: y?550 end");
    }

    @Test
    void aLongReplyIsCut() {
        server.answering("RCPT", "550-" + "x".repeat(1900) + "\r\n550 y");

        assertThat(failed(deliver(SECURE, server)).reason()).hasSize(503).endsWith("...");
    }

    @Test
    void aReplyWithoutTextIsOne() {
        server.answering("RCPT", "250").answering(".", "250 ");

        delivered(deliver(SECURE, server));
    }
}
