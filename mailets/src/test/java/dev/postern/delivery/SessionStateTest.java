package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replies that are about the state of the session and not about the message: 503, 421, 451, and answers to MAIL, RCPT and DATA that
 * contradict each other. Whatever they are, no server gets an end of data without the message before it.
 */
class SessionStateTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Kept kept = new Kept();

    @BeforeEach
    void withTls() {
        server.withTls(CA.issue(NAME));
    }

    @AfterEach
    void stop() {
        kept.close();
        server.close();
    }

    /** The replies to the second message, over the connection of the first; the third connection's are the usual ones. */
    @ParameterizedTest(name = "MAIL {0}, RCPT {1}, DATA {2}: {3} over {4} connections")
    @CsvSource({
        "503 nested MAIL,   250 ok,           354 go ahead,   Delivered, 2",
        "503 nested MAIL,   250 ok,           503 no,         Delivered, 2",
        "503 nested MAIL,   503 need MAIL,    503 need RCPT,  Delivered, 2",
        "503 nested MAIL,   503 need MAIL,    354 go ahead,   Delivered, 2",
        "421 enough,        250 ok,           354 go ahead,   Delivered, 2",
        "550 nested MAIL,   250 ok,           354 go ahead,   Delivered, 2",
        "550 nested MAIL,   550 no,           354 go ahead,   Delivered, 2",
        "451 later,         250 ok,           354 go ahead,   Delivered, 2",
        "354 go ahead,      250 ok,           354 go ahead,   Delivered, 2",
        "250 ok,            503 need MAIL,    354 go ahead,   Delivered, 2",
        "250 ok,            421 enough,       354 go ahead,   Delivered, 2",
        "250 ok,            354 go ahead,     354 go ahead,   Delivered, 2",
        "250 ok,            250 ok,           503 need RCPT,  Delivered, 2",
        "250 ok,            250 ok,           421 enough,     Delivered, 2",
        "250 ok,            250 ok,           250 taken,      Delivered, 2",
        "550 not you,       503 need MAIL,    503 need RCPT,  Failed,    1",
        "451 later,         503 need MAIL,    503 need RCPT,  Deferred,  1",
        "250 ok,            550 unknown,      354 go ahead,   Failed,    1",
        "250 ok,            450 later,        354 go ahead,   Deferred,  1",
        "250 ok,            550 unknown,      503 need RCPT,  Failed,    1",
        "250 ok,            250 ok,           451 later,      Deferred,  1",
        "250 ok,            250 ok,           554 no,         Failed,    1",
    })
    void theSecondMessageOverAConnection(String mail, String rcpt, String data, String outcome, int connections) {
        server.offering("PIPELINING")
                .answeringInTls("MAIL", "250 ok", mail, "250 ok")
                .answeringInTls("RCPT", "250 ok", rcpt, "250 ok")
                .answeringInTls("DATA", "354 go ahead", data, "354 go ahead");
        delivered(kept.deliver(SECURE, server));

        var second = kept.deliver(SECURE, server);

        assertThat(second.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(server.conversations()).hasSize(connections);
        expectNoEmptyMessage(second instanceof Delivered ? 2 : 1);
    }

    @ParameterizedTest(name = "MAIL {0}, RCPT {1}, DATA {2}, end {3}: {4}")
    @CsvSource({
        "503 not now,       250 ok,           354 go ahead,   250 ok,        Deferred",
        "550 not you,       250 ok,           354 go ahead,   250 ok,        Failed",
        "451 later,         250 ok,           354 go ahead,   250 ok,        Deferred",
        "250 ok,            503 need MAIL,    503 need RCPT,  250 ok,        Deferred",
        "250 ok,            503 need MAIL,    354 go ahead,   250 ok,        Deferred",
        "250 ok,            250 ok,           503 need RCPT,  250 ok,        Deferred",
        "250 ok,            250 ok,           354 go ahead,   503 no,        Deferred",
        "250 ok,            250 ok,           354 go ahead,   552 too large, Failed",
        "552 too large,     503 need MAIL,    503 need RCPT,  250 ok,        Failed",
        "250 ok,            552 too many,     503 need RCPT,  250 ok,        Deferred",
    })
    void theFirstMessageIsNeverReturnedForTheStateOfTheSession(
            String mail, String rcpt, String data, String end, String outcome) {
        for (boolean pipelining : List.of(true, false)) {
            if (pipelining) {
                server.offering("PIPELINING");
            }
            server.answeringInTls("MAIL", mail)
                    .answeringInTls("RCPT", rcpt)
                    .answeringInTls("DATA", data)
                    .answering(".", end);

            assertThat(kept.deliver(SECURE, server).getClass().getSimpleName()).isEqualTo(outcome);
        }
        assertThat(server.messagesSoFar()).noneMatch(String::isEmpty);
    }

    @Test
    void aServerThatDoesNotTakeASecondMessageGetsOneConnectionForEachForAWhile() {
        server.offering("PIPELINING").answeringInTls("MAIL", "250 ok", "503 nested MAIL", "250 ok");
        for (int i = 0; i < 4; i++) {
            delivered(kept.deliver(SECURE, server));
        }
        assertThat(server.conversations()).hasSize(4);

        kept.clock.advance(Duration.ofHours(1));
        delivered(kept.deliver(SECURE, server));
        delivered(kept.deliver(SECURE, server));

        assertThat(server.conversations()).hasSize(5);
    }

    @Test
    void whatIsDeferredOverAReusedConnectionIsRetriedOverANewOne() {
        server.answering(".", "250 ok", "451 local error", "250 ok");
        delivered(kept.deliver(SECURE, server));
        deferred(kept.deliver(SECURE, server));

        var third = delivered(kept.deliver(SECURE, server));

        assertThat(third.evidence().isReused()).isFalse();
        assertThat(server.conversations()).hasSize(2);
    }

    @Test
    void theSessionOfTheNewConnectionIsJudgedLikeAnyOther() {
        server.offering("PIPELINING").answeringInTls("MAIL", "250 ok", "503 nested MAIL", "250 ok");
        delivered(kept.deliver(SECURE, server));
        server.renew(CA.issue("mx.other.test"));

        assertThat(deferred(kept.deliver(SECURE, server)).tls()).isPresent();

        assertThat(server.messagesSoFar()).hasSize(1);
    }

    @Test
    void oneRecipientsBadSequenceDoesNotKeepTheOthersFromTheMessage() {
        server.offering("PIPELINING")
                .answering((talk, line) -> line.contains("<b@")
                        ? Optional.of("503 no")
                        : line.contains("<c@") ? Optional.of("550 5.1.1 unknown") : Optional.empty());

        var outcomes = Attempting.deliver(
                Attempting.mail("a@contoso.test", "b@contoso.test", "c@contoso.test"),
                SECURE,
                Attempting.hosts(server));

        delivered(outcomes.get("a@contoso.test"));
        deferred(outcomes.get("b@contoso.test"));
        failed(outcomes.get("c@contoso.test"));
    }

    @Test
    void aRejectionThatMayHaveBeenAnothersBouncesNobody() {
        server.offering("PIPELINING")
                .answeringInTls("MAIL", "250 ok\r\n250 ok")
                .answeringInTls("RCPT", "550 no", "250 ok");

        var outcomes = Attempting.deliver(
                Attempting.mail("a@contoso.test", "b@contoso.test"), SECURE, Attempting.hosts(server));

        assertThat(outcomes.all().values()).hasSize(2).allMatch(Deferred.class::isInstance);
        assertThat(outcomes.all().values()).noneMatch(Failed.class::isInstance);
    }

    private void expectNoEmptyMessage(int messages) {
        assertThat(server.messagesSoFar()).hasSize(messages).noneMatch(String::isEmpty);
        assertThat(server.conversations()).noneMatch(talk -> talk.encrypted().contains("DATA\r\n.\r\n"));
    }
}
