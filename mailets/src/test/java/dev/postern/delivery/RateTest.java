package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.Attempts;
import dev.postern.pace.MessageRate;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mail beyond the rate of a destination waits for its turn: without an attempt, and under the same rule as before. */
class RateTest {
    private static final Duration TURN = Duration.ofMinutes(63);

    private static final OutboundLimits HOURLY = new OutboundLimits(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new MessageRate(1, Duration.ofHours(1))),
            Optional.empty());
    private static final TlsPolicy OTHER_NAME = new TlsPolicy.Secure(
            TlsVersion.TLS_1_2,
            List.of(CertificateMatch.parse("mx.fabrikam.test").orElseThrow()),
            CA.trustAnchors());

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound = new Outbound(at(1, Duration.ofHours(1)));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    private Route at(int messages, Duration timeUnit) {
        var limits = new OutboundLimits(
                Optional.of(1),
                Optional.of(1),
                Optional.of(2),
                Optional.of(new MessageRate(messages, timeUnit)),
                Optional.empty());
        return Outbound.partner(
                PartnerMode.ENFORCE,
                Outbound.policy(SECURE, server, OnFailure.DEFER).limitedBy(limits));
    }

    private void send() throws MessagingException {
        Mail first = outbound.queued(RECIPIENT);
        assertThat(outbound.turn(first)).isInstanceOf(Dispatch.Now.class);
        outbound.attempt(first);
    }

    /** The queue does what it is told, and gives the mail out again when it is due. */
    private Dispatch deferred(Mail mail) throws MessagingException {
        Dispatch turn = outbound.turn(mail);
        Duration wait = ((Dispatch.Later) turn).after();
        Attempts.waitsOn(mail, wait, outbound.clock.instant());
        outbound.clock.advance(wait);
        return turn;
    }

    /** Nobody is connected to for it. */
    @Test
    void mailThatIsWithheldTakesNoTurnsOfThePartnerThatHasItsDomainNow() throws MessagingException {
        server.withTls(CA.issue(NAME));
        Route now = Outbound.partner(
                "fabrikam",
                PartnerMode.ENFORCE,
                Outbound.policy(OTHER_NAME, server, OnFailure.DEFER).limitedBy(HOURLY));
        Mail withheld = outbound.accepted(RECIPIENT);
        outbound.become(now);

        for (int i = 0; i < 3; i++) {
            assertThat(outbound.turn(withheld)).isInstanceOf(Dispatch.Now.class);
            assertThat(outbound.attempt(withheld)).isPresent();
            outbound.clock.advance(Duration.ofMinutes(5));
        }

        assertThat(server.conversations()).isEmpty();
        assertThat(outbound.turn(outbound.accepted(RECIPIENT))).isInstanceOf(Dispatch.Now.class);
    }

    @Test
    void theSecondMessageWaitsAndNoAttemptIsCounted() throws MessagingException {
        server.withTls(CA.issue(NAME));
        send();
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(deferred(mail)).isEqualTo(new Dispatch.Later(TURN.dividedBy(2)));
        assertThat(deferred(mail)).isEqualTo(new Dispatch.Later(Duration.ofMinutes(30)));
        assertThat(deferred(mail)).isEqualTo(new Dispatch.Later(Duration.ofSeconds(90)));

        assertThat(Attempts.made(mail)).isZero();
        assertThat(Attempts.cause(mail, Attempting.recipient(RECIPIENT)).map(Cause::reason))
                .contains("this gateway sends its servers no more than 1 message in 1h");
        assertThat(server.messagesSoFar()).hasSize(1);
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(server.messages()).hasSize(2);
    }

    @Test
    void twoMessagesThatHaveWorkersAtOnceAreNotSentAtOnce() throws MessagingException {
        server.withTls(CA.issue(NAME));
        outbound.become(at(2, Duration.ofHours(1)));
        List<Mail> both = List.of(outbound.queued(RECIPIENT), outbound.queued(RECIPIENT));
        outbound.attempt(both.get(0));

        assertThat(outbound.disposition(outbound.message(both.get(1))))
                .isEqualTo(new Disposition.Postponed(Duration.ofMinutes(30)));
        assertThat(server.messagesSoFar()).hasSize(1);
        assertThat(Attempts.made(both.get(1))).isZero();
    }

    @Test
    void aFlushMakesNoTurnComeEarlier() throws MessagingException {
        server.withTls(CA.issue(NAME));
        send();
        Mail mail = outbound.queued(RECIPIENT);
        Dispatch.Later later = (Dispatch.Later) outbound.turn(mail);
        Attempts.waitsOn(mail, later.after(), outbound.clock.instant());

        outbound.free();

        assertThat(outbound.turn(mail)).isEqualTo(later);
    }

    @Test
    void theSenderIsToldOfTheDelayInTimeAndTheMessageReturnedAtTheEnd() throws MessagingException {
        server.withTls(CA.issue(NAME));
        outbound.become(at(1, Duration.ofDays(1)));
        for (int turns = 0; turns < 3; turns++) {
            outbound.paces.await(
                    Destination.of(new DnsName("contoso.test"), at(1, Duration.ofDays(1)))
                            .limits(),
                    Optional.empty(),
                    outbound.clock.instant());
        }
        Mail mail = outbound.queued(RECIPIENT);

        assertThat(deferred(mail)).isEqualTo(new Dispatch.Later(Duration.ofHours(4)));
        deferred(mail);
        assertThat(outbound.context.getSentMails()).hasSize(1);
        assertThat(Notice.last(outbound.context).status()).contains("Action: delayed", "Status: 4.4.5");
        Dispatch turn = outbound.turn(mail);
        for (int waits = 0; waits < 20 && turn instanceof Dispatch.Later later; waits++) {
            outbound.clock.advance(later.after());
            turn = outbound.turn(mail);
        }
        assertThat(turn).isEqualTo(new Dispatch.Over());
        assertThat(Notice.last(outbound.context).status()).contains("Action: failed", "Status: 5.4.5");
        assertThat(outbound.context.getSentMails()).hasSize(2);
    }

    @Test
    void afterALongStandstillMessagesThatMustBeTriedKeepTheRateAndDoNotSpin() throws MessagingException {
        server.withTls(CA.issue(NAME));
        List<Mail> all = List.of(outbound.queued(RECIPIENT), outbound.queued(RECIPIENT));
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE,
                Outbound.policy(ENCRYPT, server, OnFailure.DEFER)
                        .limitedBy(at(1, Duration.ofHours(1)).policy().limits())));
        outbound.clock.advance(Duration.ofDays(5));

        assertThat(outbound.turn(all.get(0))).isInstanceOf(Dispatch.Now.class);
        assertThat(outbound.attempt(all.get(0))).isEmpty();
        int deferrals = 0;
        while (deferrals < 10 && outbound.turn(all.get(1)) instanceof Dispatch.Later later) {
            assertThat(later.after()).isGreaterThan(Duration.ofMinutes(1));
            deferred(all.get(1));
            deferrals++;
        }
        assertThat(deferrals).as("times that it came out in vain").isBetween(2, 9);
        assertThat(outbound.attempt(all.get(1))).isEmpty();
        assertThat(server.messages()).hasSize(2);
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void whatAnAttemptFoundIsToldAndNotTheRate() throws MessagingException {
        server.withTls(CA.issue(NAME)).answeringInTls("RCPT", "450 4.2.1 later");
        Mail mail = outbound.queued(RECIPIENT);
        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
        outbound.putBack(mail, outbound.attempt(mail).orElseThrow());
        outbound.clock.advance(Duration.ofMinutes(1));

        assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Later.class);
        assertThat(Attempts.cause(mail, Attempting.recipient(RECIPIENT)).map(Cause::reason))
                .contains("450 4.2.1 later");
    }

    @Test
    void limitsLetNothingGoInClearText() throws MessagingException {
        Mail mail = outbound.queued(RECIPIENT);
        for (int attempts = 0; attempts < 3; attempts++) {
            outbound.clock.advance(TURN);
            assertThat(outbound.turn(mail)).isInstanceOf(Dispatch.Now.class);
            outbound.putBack(mail, outbound.attempt(mail).orElseThrow());
        }

        assertThat(server.heardInClear()).doesNotContain("MAIL", "RCPT", "DATA", SECRET);
        assertThat(Attempts.cause(mail, Attempting.recipient(RECIPIENT)).flatMap(Cause::tls))
                .isPresent();
    }
}
