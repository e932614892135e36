package dev.postern.attempt;

import static dev.postern.delivery.Attempting.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Dispatch;
import dev.postern.delivery.Outbound;
import dev.postern.delivery.QueueWork.Ended;
import dev.postern.delivery.ScriptedSmtpServer;
import java.time.Instant;
import java.util.Optional;
import javax.mail.MessagingException;
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

    private Ended attempt(Mail mail, boolean othersUnderWay) throws MessagingException {
        Instant soon = outbound.clock.instant().plusSeconds(10);
        return outbound.attempt(mail, othersUnderWay ? Optional.of(soon) : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO"})
    void whileOthersAreUnderWayTheMessageComesAgainSoonAndTheDestinationIsNotLeftAlone(String at) throws Exception {
        server.answering(at, "421 4.7.0 too many connections");
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(attempt(mail, true)).isInstanceOf(Ended.Crowded.class);
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        assertThat(Attempts.made(mail)).isZero();
    }

    @Test
    void theOnlyConnectionThatIsRejectedIsAFailure() throws Exception {
        server.answering("GREETING", "421 4.3.2 closing down");
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(attempt(mail, false)).isInstanceOf(Ended.Tried.class);
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Later.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT"})
    void a421ToTheMessageIsAnAnswerToIt(String verb) throws Exception {
        server.answering(verb, "421 4.7.0 try later");

        assertThat(attempt(outbound.queued(RECIPIENT), true)).isInstanceOf(Ended.Tried.class);
    }

    @Test
    void a5xxInTheGreetingIsNoLimit() throws Exception {
        server.answering("GREETING", "554 5.7.1 blocked");

        assertThat(attempt(outbound.queued(RECIPIENT), true)).isInstanceOf(Ended.Tried.class);
    }
}
