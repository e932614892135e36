package dev.postern.delivery;

import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.Attempts;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.PartnerMode;
import java.time.Duration;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message at which the gateway itself fails waits like any other, and is not tried for ever. */
class FaultTest {
    private final Throwable fault = new IllegalStateException("a fault of ours, as this test wants it");

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound = new Outbound(Outbound.enforced(ENCRYPT, server));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    @Test
    void itWaitsForSomeMinutesAtLeast() throws MessagingException {
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(outbound.fault(mail, fault)).contains(Duration.ofMinutes(5));
        assertThat(Attempts.made(mail)).isEqualTo(1);
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void itIsTriedForTheLastTimeWhenItsTimeIsOverAndNotLater() throws MessagingException {
        Mail mail = outbound.queued(RECIPIENT);
        outbound.clock.advance(Outbound.SETTINGS.giveUpAfter().minusSeconds(10));

        assertThat(outbound.fault(mail, fault)).contains(Duration.ofSeconds(10));
    }

    @Test
    void whatTlsKeptBeforeIsNotReturnedForAFaultOfOurs() throws MessagingException {
        Mail mail = outbound.queued(RECIPIENT);
        assertThat(outbound.attempt(mail)).isPresent();
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE, Outbound.policy(ENCRYPT, server, OutboundPolicy.OnFailure.BOUNCE)));

        assertThat(outbound.fault(mail, fault)).isPresent();

        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void afterGiveUpItIsReturned() throws MessagingException {
        Mail mail = outbound.queued(RECIPIENT);
        outbound.clock.advance(Outbound.SETTINGS.giveUpAfter());

        assertThat(outbound.fault(mail, fault)).isEmpty();

        assertThat(Notice.last(outbound.context).status())
                .contains("Action: failed", "Status: 5.3.0", "Final-Recipient: rfc822; " + RECIPIENT);
    }

    @Test
    void thePartnersOwnTimeCountsHereToo() throws MessagingException {
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE,
                new OutboundPolicy(
                        ENCRYPT,
                        Optional.empty(),
                        OutboundPolicy.OnFailure.DEFER,
                        Optional.of(Duration.ofMinutes(30)))));
        Mail mail = outbound.queued(RECIPIENT);
        outbound.clock.advance(Duration.ofMinutes(30));

        assertThat(outbound.fault(mail, fault)).isEmpty();
        assertThat(outbound.context.getSentMails()).hasSize(1);
    }

    @Test
    void theReasonFromBeforeIsToldAndNotTheFault() throws MessagingException {
        Mail mail = outbound.queued(RECIPIENT);
        assertThat(outbound.attempt(mail)).isPresent();
        outbound.clock.advance(Outbound.SETTINGS.giveUpAfter());

        assertThat(outbound.fault(mail, fault)).isEmpty();

        assertThat(Notice.last(outbound.context).status())
                .contains("Status: 5.7.10")
                .doesNotContain("fault of ours");
    }
}
