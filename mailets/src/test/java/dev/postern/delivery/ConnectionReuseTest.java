package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Phase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection for several messages: when, when not, and what becomes of a message whose connection was dead. */
class ConnectionReuseTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Kept kept = new Kept();

    @BeforeEach
    void withTls() {
        server.withTls(CA.issue(NAME)).offering("PIPELINING");
    }

    @AfterEach
    void stop() {
        kept.close();
        server.close();
    }

    @Test
    void theSecondMessageGoesOverTheConnectionOfTheFirst() {
        var first = delivered(kept.deliver(SECURE, server));
        var second = delivered(kept.deliver(SECURE, server));

        assertThat(first.evidence().isReused()).isFalse();
        assertThat(second.evidence().isReused()).isTrue();
        assertThat(first.evidence().times()).containsKeys(Phase.CONNECT, Phase.TLS, Phase.REPLY);
        assertThat(second.evidence().times()).containsKeys(Phase.ENVELOPE).doesNotContainKey(Phase.TLS);
        assertThat(server.conversations()).hasSize(1);
        assertThat(server.messagesSoFar()).hasSize(2);
    }

    @Test
    void aConnectionEndsAfterSoManyMessages() {
        for (int i = 0; i < Kept.MESSAGES; i++) {
            delivered(kept.deliver(SECURE, server));
        }

        assertThat(server.heardInTls()).endsWith("QUIT\r\n");
        delivered(kept.deliver(SECURE, server));
        assertThat(server.conversations()).hasSize(2);
    }

    @Test
    void aConnectionThatRestedForTooLongIsNotUsed() {
        delivered(kept.deliver(SECURE, server));
        kept.clock.advance(Kept.IDLE);

        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(2);
        assertThat(server.conversations().get(0).encrypted()).endsWith("QUIT\r\n");
    }

    @Test
    void aConnectionThatNobodyNeedsIsLeft() {
        delivered(kept.deliver(SECURE, server));
        kept.clock.advance(Kept.IDLE.minus(Duration.ofSeconds(1)));
        kept.pool.sweep();
        assertThat(server.conversations().get(0).encrypted()).doesNotContain("QUIT");

        kept.clock.advance(Duration.ofSeconds(1));
        kept.pool.sweep();

        assertThat(server.heardInTls()).endsWith("QUIT\r\n");
    }

    @Test
    void theServerWentAwayMeanwhileAndTheMessageGoesOverANewConnection() {
        delivered(kept.deliver(SECURE, server));
        server.cutOff();

        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(2);
        assertThat(server.messagesSoFar()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOSE, SILENCE, "421 4.4.2 idle for too long"})
    void theServerEndsARestingConnectionAtTheNextMail(String reply) {
        server.answeringInTls("MAIL", "250 ok", reply, "250 ok");
        delivered(kept.deliver(SECURE, server));

        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(2);
        assertThat(server.messagesSoFar()).hasSize(2);
    }

    @Test
    void aNewConnectionThatFailsIsNotTriedAgainAtOnce() {
        server.answeringInTls("MAIL", "250 ok", CLOSE);
        delivered(kept.deliver(SECURE, server));

        deferred(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(2);
    }

    @Test
    void aMessageThatMayHaveArrivedIsNotSaidAgainOverANewConnection() {
        server.answering(".", "250 taken", CLOSE);
        delivered(kept.deliver(SECURE, server));

        assertThat(deferred(kept.deliver(SECURE, server)).reason()).contains("which may arrive twice now");

        assertThat(server.conversations()).hasSize(1);
    }

    @Test
    void whatTheServerSaidUnaskedIsNoReplyToTheNextMessage() {
        server.answering(".", "250 taken\r\n421 4.3.2 going down", "250 taken");
        delivered(kept.deliver(SECURE, server));

        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(2);
    }

    @Test
    void aRefusedMessageDoesNotEndTheConnection() {
        server.answering(".", "554 5.7.1 spam", "250 taken");
        failed(kept.deliver(SECURE, server));

        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(1);
        assertThat(server.conversations().get(0).encrypted()).doesNotContain("RSET");
    }

    @Test
    void aTransactionThatWasLeftOpenIsEndedBeforeTheNext() {
        server.answering("RCPT", "550 5.1.1 unknown", "250 ok").answering("DATA", "503 no recipients", "354 go ahead");
        failed(kept.deliver(SECURE, server));

        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(1);
        assertThat(server.conversations().get(0).encrypted())
                .contains("RCPT TO:<" + RECIPIENT + ">\r\nDATA\r\nRSET\r\nMAIL FROM");
    }

    @Test
    void aServerThatWaitsForAMessageForNobodyIsLeft() {
        server.answering("RCPT", "550 5.1.1 unknown", "250 ok");
        failed(kept.deliver(SECURE, server));

        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(2);
    }

    @Test
    void aNewConnectionResumesTheSessionOfTheOneBefore() {
        delivered(kept.deliver(SECURE, server));
        kept.clock.advance(Kept.IDLE);

        var second = delivered(kept.deliver(SECURE, server));

        assertThat(second.evidence().isReused()).isFalse();
        assertThat(second.evidence().isResumed()).isTrue();
        assertThat(second.matched()).contains(NAME);
    }

    @Test
    void aSessionOfTls12IsResumedToo() {
        server.protocols("TLSv1.2");
        assertThat(delivered(kept.deliver(ENCRYPT, server)).evidence().isResumed())
                .isFalse();
        kept.clock.advance(Kept.IDLE);

        assertThat(delivered(kept.deliver(ENCRYPT, server)).evidence().isResumed())
                .isTrue();
    }
}
