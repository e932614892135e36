package dev.postern.attempt;

import static dev.postern.delivery.Attempting.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Dispatch;
import dev.postern.delivery.Outbound;
import dev.postern.delivery.ScriptedSmtpServer;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that rejects one of several connections is no server that fails. */
class TooManyConnectionsTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound = new Outbound(Outbound.everyoneElse(server));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO"})
    void whileOthersAreUnderWayTheMessageComesAgainSoonAndTheDestinationIsNotLeftAlone(String at) throws Exception {
        server.answering(at, "421 4.7.0 too many connections");
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(outbound.isAttempted(mail, true)).isFalse();
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        assertThat(Attempts.made(mail)).isZero();
    }

    @Test
    void theOnlyConnectionThatIsRejectedIsAFailure() throws Exception {
        server.answering("GREETING", "421 4.3.2 closing down");
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(outbound.isAttempted(mail, false)).isTrue();
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Later.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT"})
    void a421ToTheMessageIsAnAnswerToIt(String verb) throws Exception {
        server.answering(verb, "421 4.7.0 try later");

        assertThat(outbound.isAttempted(outbound.queued(RECIPIENT), true)).isTrue();
    }

    @Test
    void a5xxInTheGreetingIsNoLimit() throws Exception {
        server.answering("GREETING", "554 5.7.1 blocked");

        assertThat(outbound.isAttempted(outbound.queued(RECIPIENT), true)).isTrue();
    }
}
