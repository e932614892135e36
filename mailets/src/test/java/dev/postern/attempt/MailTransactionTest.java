package dev.postern.attempt;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.Attempting.message;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Attempting;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server may answer once it has proved to be the agreed one, and what becomes of each recipient. */
class MailTransactionTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void withTls() {
        server.withTls(CA.issue(NAME));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AttemptOutcome answered(String verb, String... replies) {
        return deliver(SECURE, server.answering(verb, replies));
    }

    private Attempting.Outcomes toThree(String... replies) {
        server.answering("RCPT", replies);
        return deliver(mail("a@contoso.test", "b@contoso.test", "c@contoso.test"), SECURE, hosts(server));
    }

    @Test
    void mailGoesOverTlsOnly() {
        var outcome = delivered(deliver(SECURE, server));

        assertThat(outcome.matched()).contains(NAME);
        assertThat(outcome.session())
                .isInstanceOfSatisfying(
                        TlsSession.Encrypted.class,
                        tls -> assertThat(tls.version()).isEqualTo(TlsVersion.TLS_1_3));
        assertThat(server.heardInClear()).isEqualTo("EHLO gw.example.org\r\nSTARTTLS\r\n");
        assertThat(server.heardInTls())
                .isEqualTo("EHLO gw.example.org\r\nMAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@contoso.test>\r\n"
                        + "DATA\r\nFrom: alice@example.org\r\nSubject: figures\r\n\r\n" + SECRET + "\r\n.\r\nQUIT\r\n");
    }

    @Test
    void everyMixtureOfRecipients() {
        var outcomes = toThree("250 ok", "450 4.2.1 later", "550 5.1.1 unknown");

        delivered(outcomes.get("a@contoso.test"));
        assertThat(deferred(outcomes.get("b@contoso.test")).delayedStatus()).isEqualTo("4.2.1");
        assertThat(failed(outcomes.get("c@contoso.test")).finalStatus()).isEqualTo("5.1.1");
        assertThat(server.messages()).hasSize(1);
    }

    @Test
    void noRecipientIsTakenAndNothingIsSent() {
        var outcomes = toThree("550 5.1.1 unknown", "450 4.2.1 later", "550 5.1.1 unknown");

        failed(outcomes.get("a@contoso.test"));
        deferred(outcomes.get("b@contoso.test"));
        assertThat(server.heardInTls()).doesNotContain("DATA");
    }

    @Test
    void tooManyRecipientsIsForLater() {
        deferred(toThree("552 5.5.3 too many").get("a@contoso.test"));
    }

    @Test
    void recipientsForWhomTheServerHasMovedAreTaken() {
        delivered(toThree("251 will forward").get("a@contoso.test"));
    }

    @Test
    void theServerShutsDownBetweenRecipients() {
        var outcomes = toThree("550 5.1.1 unknown", "250 ok", "421 4.3.2 going down");

        failed(outcomes.get("a@contoso.test"));
        assertThat(deferred(outcomes.get("b@contoso.test")).reason()).isEqualTo("421 4.3.2 going down");
        assertThat(deferred(outcomes.get("c@contoso.test")).reason()).isEqualTo("421 4.3.2 going down");
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void theConnectionBreaksBetweenRecipients() {
        var outcomes = toThree("550 5.1.1 unknown", "250 ok", CLOSE);

        failed(outcomes.get("a@contoso.test"));
        assertThat(deferred(outcomes.get("b@contoso.test")).reason()).contains("waiting for the reply to RCPT TO");
    }

    @Test
    void theSenderIsRefused() {
        assertThat(failed(answered("MAIL", "550 5.7.1 not you")).words()).isEqualTo("550 5.7.1 not you");
        assertThat(server.heardInTls()).doesNotContain("RCPT");
    }

    @Test
    void theSenderIsRefusedForNow() {
        assertThat(deferred(answered("MAIL", "451 4.7.1 greylisted")).replied()).isTrue();
    }

    @Test
    void dataIsRefused() {
        assertThat(failed(answered("DATA", "554 5.6.0 no")).finalStatus()).isEqualTo("5.6.0");
        assertThat(server.heardInTls()).doesNotContain(SECRET);
    }

    @Test
    void dataIsRefusedForNow() {
        assertThat(deferred(answered("DATA", "451 4.3.0 full")).delayedStatus()).isEqualTo("4.3.0");
    }

    @Test
    void dataIsAnsweredAsIfItWereOver() {
        deferred(answered("DATA", "250 taken already"));
        assertThat(server.heardInTls()).doesNotContain(SECRET);
    }

    @Test
    void theContentIsRefused() {
        var cause = failed(answered(".", "554 5.7.1 looks like spam"));

        assertThat(cause.words()).isEqualTo("554 5.7.1 looks like spam");
        assertThat(cause.remote()).contains(NAME);
    }

    @Test
    void theContentIsRefusedAndTheConnectionCutAtOnce() {
        assertThat(failed(answered(".", "554 5.7.1 spam\r\n421 bye")).finalStatus())
                .isEqualTo("5.7.1");
    }

    @Test
    void nobodyKnowsWhetherTheMessageArrived() {
        var cause = deferred(answered(".", CLOSE));

        assertThat(cause.reason()).contains("which may arrive twice now", "it closed the connection");
        assertThat(cause.remote()).isEmpty();
    }

    @Test
    void theServerIsSilentAfterTheMessage() {
        assertThat(deferred(answered(".", SILENCE)).reason()).contains("which may arrive twice now");
    }

    @Test
    void theServerGoesAwayWithoutWaitingForQuit() {
        delivered(answered("QUIT", CLOSE));
    }

    @Test
    void theServerIsSilentAfterQuit() {
        delivered(answered("QUIT", SILENCE));
    }

    @Test
    void theNullSender() {
        deliver(message("Subject: notice\r\n\r\n", "", "bob@contoso.test"), ENCRYPT, hosts(server));

        assertThat(server.heardInTls()).contains("MAIL FROM:<>\r\n");
    }

    @Test
    void whatWasOfferedInClearTextIsForgottenInTls() {
        server.answering("EHLO", "250-scripted\r\n250-STARTTLS\r\n250-SIZE 1000\r\n250 8BITMIME")
                .answeringInTls("EHLO", "250 scripted");

        delivered(deliver(SECURE, server));
        assertThat(server.heardInTls()).contains("MAIL FROM:<alice@example.org>\r\n");
    }

    @Test
    void theSizeIsDeclaredWhereItIsAsked() {
        server.offering("SIZE 1000000");

        delivered(deliver(SECURE, server));
        assertThat(server.heardInTls())
                .contains("SIZE=" + server.messages().get(0).length() + "\r\n");
    }

    @Test
    void noConnectionStaysOpen() {
        deliver(SECURE, server);

        server.awaitGoodBye();
    }
}
