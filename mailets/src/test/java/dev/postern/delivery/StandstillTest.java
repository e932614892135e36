package dev.postern.delivery;

import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.Attempts;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stopped gateway, a suspended machine, a clock that jumps forward: no message pays for it untried. */
class StandstillTest {
    private static final Duration DAYS = Duration.ofDays(5);

    private final ScriptedSmtpServer server = new ScriptedSmtpServer().answering("GREETING", "421 too busy");
    private final Outbound outbound = new Outbound(Outbound.enforced(SECURE, server));
    private final Mail mail = outbound.queued(RECIPIENT);

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    private void fail(Mail tried) throws MessagingException {
        outbound.putBack(tried, outbound.attempt(tried).orElseThrow());
    }

    @Test
    void mailWhoseTimeRanOutInAStandstillIsTriedThoughItsServersAreLeftAloneAndOnlyThenReturned()
            throws MessagingException {
        fail(mail);
        outbound.clock.advance(DAYS);
        fail(outbound.queued(RECIPIENT)); // another message finds that nobody is there

        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        assertThat(outbound.context.getSentMails()).isEmpty();
        fail(mail);
        assertThat(Notice.last(outbound.context).status()).contains("Action: delayed");

        outbound.clock.advance(Duration.ofMinutes(15));
        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(Notice.last(outbound.context).status()).contains("Action: failed");
    }

    @Test
    void whatHasNoWorkerYetAfterAStandstillIsOwedItsAttemptStill() throws MessagingException {
        fail(mail);
        outbound.clock.advance(DAYS);
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        Attempts.waitsOn(mail, Duration.ofMinutes(20), outbound.clock.instant());
        outbound.clock.advance(Duration.ofMinutes(20));
        fail(outbound.queued(RECIPIENT));

        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        assertThat(outbound.stillHeld(mail)).isInstanceOf(Dispatch.Now.class);
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void anAttemptComesFirstThoughTheTimeIsOverBeforeTheSenderWouldBeTold() throws MessagingException {
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE,
                new OutboundPolicy(
                        SECURE,
                        Optional.of(new NextHop("127.0.0.1", server.port())),
                        OnFailure.DEFER,
                        Optional.of(Duration.ofHours(2)))));
        fail(mail);
        outbound.clock.advance(Duration.ofHours(3));
        fail(outbound.queued(RECIPIENT));

        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
    }

    @Test
    void theSenderIsNotToldOfADelayThatNoAttemptHasSeen() throws MessagingException {
        fail(mail);
        outbound.clock.advance(Duration.ofHours(9));
        fail(outbound.queued(RECIPIENT));

        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void anAttemptThatAStandstillInterruptedReturnsNothing() throws MessagingException {
        outbound.dns.mx("contoso.test").meanwhile(() -> outbound.clock.advance(DAYS));
        outbound.become(Outbound.byMx(PartnerMode.ENFORCE, SECURE));
        outbound.dns.silent("contoso.test");

        assertThat(outbound.attempt(mail)).isPresent();
        assertThat(mail.getRecipients()).hasSize(1);
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void norDoesOneWhoseFailureOfTlsWouldBeFinal() throws MessagingException {
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE,
                Outbound.policy(SECURE, server.answering("GREETING", "220 no TLS"), OnFailure.BOUNCE)));
        var asked = new AtomicBoolean();
        outbound.meanwhile(() -> {
            if (server.conversations().isEmpty() && asked.getAndSet(true)) {
                outbound.clock.advance(DAYS);
            }
        });

        assertThat(outbound.attempt(mail)).isPresent();
        assertThat(outbound.context.getSentMails()).isEmpty();
        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(outbound.context.getSentMails()).hasSize(1);
    }

    @Test
    void mailThatIsOnlyHeldByItsServersIsReturnedWhenItsTimeIsOver() throws MessagingException {
        fail(mail);
        Attempts.waitsOn(mail, Duration.ofMinutes(60), outbound.clock.instant());
        for (int hours = 0; hours < 48; hours++) {
            outbound.clock.advance(Duration.ofHours(1));
            fail(outbound.queued(RECIPIENT));
            Dispatch turn = outbound.turn(mail);
            if (turn instanceof Dispatch.Over) {
                assertThat(hours).isEqualTo(47);
                return;
            }
            Attempts.waitsOn(mail, Duration.ofMinutes(60), outbound.clock.instant());
        }
        throw new AssertionError("was never returned");
    }

    @Test
    void mailThatIsHeldByItsServersComesBackAtTheEndOfItsTime() throws MessagingException {
        Duration almost = Duration.ofDays(2).minusSeconds(10);
        fail(mail);
        Attempts.waitsOn(mail, almost, outbound.clock.instant());
        outbound.clock.advance(almost);
        fail(outbound.queued(RECIPIENT));

        assertThat(outbound.turn(mail))
                .isInstanceOfSatisfying(
                        Dispatch.Later.class,
                        later -> assertThat(later.after()).isLessThanOrEqualTo(Duration.ofSeconds(10)));
    }

    @Test
    void aBacklogThatMakesEveryMessageLateReturnsThemAllTheSame() throws MessagingException {
        fail(mail);
        outbound.clock.advance(DAYS);
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        fail(mail);

        outbound.clock.advance(Duration.ofMinutes(40));
        if (outbound.turn(mail) instanceof Dispatch.Now) {
            assertThat(outbound.attempt(mail)).isEmpty();
        }
        assertThat(Notice.last(outbound.context).status()).contains("Action: failed");
    }

    @Test
    void mailThatWasFoundByAClockFarAheadIsReturnedAtItsTimeAfterTheClockWasSetRight() throws MessagingException {
        fail(mail);
        outbound.clock.advance(Duration.ofDays(300));
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        Attempts.waitsOn(mail, Duration.ofMinutes(1), outbound.clock.instant());

        outbound.clock.advance(Duration.ofDays(-290));
        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(Notice.last(outbound.context).status()).contains("Action: failed");
    }
}
