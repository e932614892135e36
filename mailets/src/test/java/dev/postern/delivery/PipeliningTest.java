package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 2920: everything up to DATA at once, and never more than was asked for. */
class PipeliningTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void pipelining() {
        server.withTls(CA.issue(NAME)).offering("PIPELINING");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Attempting.Outcomes toTwo() {
        return deliver(mail("a@contoso.test", "b@contoso.test"), SECURE, hosts(server));
    }

    private void noContentWasSent() {
        assertThat(server.heardInTls()).contains("DATA\r\n").doesNotContain(SECRET);
    }

    @Test
    void mailAndRecipientsAndDataAreSaidWithoutWaiting() {
        server.answering("MAIL", NOTHING)
                .answering("RCPT", NOTHING)
                .answering("DATA", "250 ok\r\n250 ok\r\n550 5.1.1 unknown\r\n354 go ahead");

        var outcomes = toTwo();

        delivered(outcomes.get("a@contoso.test"));
        failed(outcomes.get("b@contoso.test"));
    }

    @Test
    void nothingIsSaidWithoutWaitingBeforeTls() {
        server.answering("EHLO", NOTHING, "250 scripted");

        deferred(deliver(SECURE, server));

        assertThat(server.heardInClear()).isEqualTo("EHLO gw.example.org\r\n");
    }

    @Test
    void theContentWaitsFor354() {
        server.answering("DATA", "451 4.3.0 full");

        deferred(deliver(SECURE, server));
        noContentWasSent();
    }

    @Test
    void whereNobodyIsAcceptedA354IsAnsweredWithAHangUp() {
        server.answering("RCPT", "550 5.1.1 unknown");

        assertThat(failed(deliver(SECURE, server)).finalStatus()).isEqualTo("5.1.1");
        noContentWasSent();
        assertThat(server.heardInTls()).endsWith("DATA\r\n");
    }

    @Test
    void aServerThatRejectsTheSenderAndGoesOnGetsNoEmptyMessage() {
        server.answering("MAIL", "550 5.7.1 not you");

        assertThat(failed(deliver(SECURE, server)).finalStatus()).isEqualTo("5.7.1");
        noContentWasSent();
        assertThat(server.heardInTls()).endsWith("DATA\r\n");
    }

    @Test
    void mailIsAnswered354ToLureTheContentOut() {
        server.answering("MAIL", "354 go ahead");

        assertThat(deferred(deliver(SECURE, server)).reason()).contains("answered MAIL FROM with 354");
        noContentWasSent();
    }

    @Test
    void aRecipientIsAnswered354ToLureTheContentOut() {
        server.answering("RCPT", "354 go ahead");

        assertThat(deferred(deliver(SECURE, server)).reason()).contains("answered RCPT TO with 354");
        noContentWasSent();
    }

    @Test
    void theReplyToTheMessageComesBeforeTheMessage() {
        server.answering("DATA", "354 go ahead\r\n250 taken");

        assertThat(deferred(deliver(SECURE, server)).reason()).contains("answered a message that was not sent yet");
        noContentWasSent();
    }

    @Test
    void oneReplyTooManyDoesNotMakeSomebodysRefusalAnothersDelivery() {
        server.answering("MAIL", "250 ok\r\n250 ok").answering("RCPT", "550 5.1.1 unknown");

        assertThat(failed(deliver(SECURE, server)).finalStatus()).isEqualTo("5.1.1");
        noContentWasSent();
    }

    @Test
    void theServerShutsDownAmongTheReplies() {
        server.answering("RCPT", "250 ok", "421 4.3.2 going down");

        var outcomes = toTwo();

        assertThat(deferred(outcomes.get("a@contoso.test")).reason()).isEqualTo("421 4.3.2 going down");
        assertThat(deferred(outcomes.get("b@contoso.test")).reason()).isEqualTo("421 4.3.2 going down");
        noContentWasSent();
    }

    @Test
    void theConnectionBreaksAmongTheReplies() {
        server.answering("RCPT", "550 5.1.1 unknown", CLOSE);

        var outcomes = toTwo();

        failed(outcomes.get("a@contoso.test"));
        deferred(outcomes.get("b@contoso.test"));
    }

    @Test
    void hundredsOfRecipientsEachHaveTheirReply() {
        String[] recipients = IntStream.range(0, 350)
                .mapToObj(number -> "u" + number + "@contoso.test")
                .toArray(String[]::new);
        String[] replies = IntStream.range(0, 350)
                .mapToObj(number -> number % 7 == 0 ? "550 5.1.1 unknown" : "250 ok")
                .toArray(String[]::new);
        server.answering("RCPT", replies);

        var outcomes = deliver(mail(recipients), SECURE, hosts(server));

        failed(outcomes.get("u343@contoso.test"));
        delivered(outcomes.get("u344@contoso.test"));
        assertThat(outcomes.all().values().stream().filter(AttemptOutcome.Delivered.class::isInstance))
                .hasSize(300);
    }
}
