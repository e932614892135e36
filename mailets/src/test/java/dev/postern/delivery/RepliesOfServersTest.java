package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.Attempts;
import java.time.Duration;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a 4xx and a 5xx at each step mean for the message, as James's tests of RemoteDelivery ask for it. */
class RepliesOfServersTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final Outbound outbound = new Outbound(Outbound.enforced(ENCRYPT, server));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void whatIsRefusedForNowIsTriedAgainAndArrivesOnce(String verb) throws MessagingException {
        server.answering(verb, "421 4.3.0 later", verb.equals("DATA") ? "354 go" : "250 ok");
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(outbound.attempt(mail)).isPresent();
        assertThat(server.messages()).hasSize(verb.equals(".") ? 1 : 0);
        outbound.clock.advance(Duration.ofMinutes(2));
        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(server.messages()).hasSize(verb.equals(".") ? 2 : 1);
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void whatIsRefusedForNowEachTimeIsReturnedInTheEnd(String verb) throws MessagingException {
        server.answering(verb, "421 4.3.0 later");
        Mail mail = outbound.queued(RECIPIENT);
        assertThat(outbound.attempt(mail)).isPresent();
        outbound.clock.advance(Outbound.SETTINGS.giveUpAfter());

        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(Notice.last(outbound.context).status())
                .contains("Action: failed", "Status: 5.3.0", "Diagnostic-Code: smtp; 421 4.3.0 later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void whatIsRefusedForGoodIsNotTriedAgain(String verb) throws MessagingException {
        server.answering(verb, "500 5.5.0 never");
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(Notice.last(outbound.context).status()).contains("Diagnostic-Code: smtp; 500 5.5.0 never");
        assertThat(server.conversations()).hasSize(1);
    }

    @Test
    void aMessageThatEntersTheQueueAnewIsCountedAnew() throws MessagingException {
        server.answering("RCPT", "421 4.3.0 later");
        Mail mail = outbound.queued(RECIPIENT);
        assertThat(outbound.attempt(mail)).isPresent();
        assertThat(Attempts.made(mail)).isEqualTo(1);
        outbound.clock.advance(Duration.ofHours(1));

        Attempts.begin(mail, outbound.clock.instant());

        assertThat(Attempts.made(mail)).isZero();
        assertThat(Attempts.since(mail, outbound.clock.instant().minusSeconds(1)))
                .isEqualTo(outbound.clock.instant());
        assertThat(Attempts.cause(mail, Attempting.recipient(RECIPIENT))).isEmpty();
    }
}
