package dev.postern.delivery;

import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.recipient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.AttemptResult;
import dev.postern.attempt.Attempts;
import dev.postern.attempt.Evidence;
import dev.postern.delivery.Clearance.Deferral;
import dev.postern.delivery.Clearance.NotDue;
import dev.postern.delivery.Clearance.Suspect;
import dev.postern.delivery.Disposition.Postponed;
import dev.postern.delivery.Disposition.Retried;
import dev.postern.delivery.Disposition.Settled;
import dev.postern.pace.MessageRate;
import dev.postern.pace.Slot;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.recipient.Recipient;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.tls.TlsFailure;
import dev.postern.tracking.OutboundEvent;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a message after an attempt, and without one, whatever made the attempt or declined it. */
class SettlementTest {
    private static final String BOB = "bob@contoso.test";
    private static final String CAROL = "carol@contoso.test";
    private static final String DAVE = "dave@contoso.test";
    private static final Host HOST = new Host("mx.contoso.test", InetAddress.getLoopbackAddress(), 25);
    private static final AttemptOutcome ACCEPTED =
            new Delivered(HOST, Evidence.none(), Optional.empty(), "250 OK", true);
    private static final Cause DOWN = Cause.of(FailureKind.UNREACHABLE, "nobody answered, as this test wants it");
    private static final Cause UNKNOWN = Cause.of(FailureKind.TOO_LARGE, "too large, as this test wants it");
    private static final AttemptOutcome DEFERRED = new Deferred(DOWN, Evidence.none());
    private static final AttemptOutcome FAILED = new Failed(UNKNOWN, Evidence.none());

    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final Outbound outbound = new Outbound(route(OnFailure.DEFER), Outbound.SETTINGS, Optional.of(context));
    private final Mail mail = outbound.queued(BOB, CAROL, DAVE);

    @AfterEach
    void stop() {
        outbound.close();
    }

    private static Route route(OnFailure onFailure) {
        return Outbound.partner(
                PartnerMode.ENFORCE,
                new OutboundPolicy(ENCRYPT, Optional.of(new NextHop("127.0.0.1", 25)), onFailure, Optional.empty()));
    }

    private Departure departure() {
        var admission = outbound.control.enter(outbound.message(mail));
        return ((Clearance.Admitted<Departure>) admission).onward();
    }

    private Disposition attempted(Departure departure, AttemptOutcome... outcomes) throws MessagingException {
        Map<Recipient, AttemptOutcome> all = new LinkedHashMap<>();
        var open = Recipient.of(mail).iterator();
        for (AttemptOutcome outcome : outcomes) {
            all.put(open.next(), outcome);
        }
        return outbound.settlement.attempted(departure, new AttemptResult(all, Map.of()));
    }

    private Disposition attempted(AttemptOutcome... outcomes) throws MessagingException {
        return attempted(departure(), outcomes);
    }

    @Test
    void allAreDeliveredSoNothingIsLeft() throws MessagingException {
        assertThat(attempted(ACCEPTED, ACCEPTED, ACCEPTED)).isEqualTo(new Settled(true));

        assertThat(mail.getRecipients()).isEmpty();
        assertThat(context.getSentMails()).isEmpty();
        assertThat(outbound.tracking.events(OutboundEvent.Delivered.class)).hasSize(1);
    }

    @Test
    void oneIsDeliveredOneBouncedAndTheThirdDeferred() throws MessagingException {
        assertThat(attempted(ACCEPTED, FAILED, DEFERRED)).isEqualTo(new Retried(Duration.ofMinutes(1), true));

        assertThat(mail.getRecipients()).containsExactly(Attempting.address(DAVE));
        assertThat(Attempts.cause(mail, recipient(DAVE))).contains(DOWN);
        assertThat(Attempts.made(mail)).isEqualTo(1);
        assertThat(Notice.last(context).status())
                .contains("Action: failed", CAROL)
                .doesNotContain(BOB, DAVE);
        assertThat(outbound.tracking.events(OutboundEvent.Delivered.class)).hasSize(1);
        assertThat(outbound.tracking.events(OutboundEvent.Bounced.class)).hasSize(1);
        assertThat(outbound.tracking.events(OutboundEvent.Deferred.class)).hasSize(1);
    }

    @Test
    void allAreDeferredWithTheirDestinationAndTheNextMessageIsHeld() throws MessagingException {
        assertThat(attempted(DEFERRED, DEFERRED, DEFERRED)).isEqualTo(new Retried(Duration.ofMinutes(1), false));

        assertThat(outbound.turn(outbound.queued(BOB))).isInstanceOf(Dispatch.Later.class);
    }

    @Test
    void whatIsStillDeferredAtTheEndOfItsTimeIsBounced() throws MessagingException {
        outbound.clock.advance(Outbound.SETTINGS.giveUpAfter());

        assertThat(attempted(DEFERRED, DEFERRED, DEFERRED)).isEqualTo(new Settled(false));

        assertThat(mail.getRecipients()).isEmpty();
        assertThat(Notice.last(context).status()).contains("Action: failed", BOB, CAROL, DAVE);
    }

    @Test
    void whatFailedUnderARuleThatIsNoLongerInForceIsRetriedAtOnce() throws MessagingException {
        outbound.become(route(OnFailure.BOUNCE));
        Departure departure = departure();
        outbound.become(route(OnFailure.DEFER));
        var cause = Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, "as this test wants it", HOST);
        var violated = new Deferred(cause, Evidence.none());

        assertThat(attempted(departure, violated, violated, violated))
                .isInstanceOfSatisfying(
                        Retried.class, retried -> assertThat(retried.delay()).isEqualTo(Duration.ZERO));
        assertThat(context.getSentMails()).isEmpty();
    }

    @Test
    void whoCannotBeToldStaysInTheMailAndWhoHasTheMessageDoesNot() {
        var broken = (MailetContext) Proxy.newProxyInstance(
                MailetContext.class.getClassLoader(),
                new Class<?>[] {MailetContext.class},
                (proxy, method, arguments) -> {
                    throw new MessagingException("as this test wants it");
                });
        try (var unable = new Outbound(route(OnFailure.DEFER), Outbound.SETTINGS, Optional.of(broken))) {
            Map<Recipient, AttemptOutcome> outcomes = Map.of(recipient(BOB), ACCEPTED, recipient(CAROL), FAILED);
            Mail both = unable.queued(BOB, CAROL);
            var departure = ((Clearance.Admitted<Departure>) unable.control.enter(unable.message(both))).onward();

            assertThatThrownBy(() -> unable.settlement.attempted(departure, new AttemptResult(outcomes, Map.of())))
                    .isInstanceOf(MessagingException.class);
            assertThat(both.getRecipients()).containsExactly(Attempting.address(CAROL));
            assertThat(unable.settlement.fault(both, new MessagingException("as this test wants it")))
                    .isEqualTo(new Retried(Duration.ofMinutes(5), false));
            assertThat(unable.tracking.events())
                    .as("nobody was told")
                    .noneMatch(OutboundEvent.Bounced.class::isInstance);
            assertThat(unable.tracking.events(OutboundEvent.Delivered.class)).hasSize(1);
            assertThat(unable.tracking.events(OutboundEvent.Deferred.class)).hasSize(1);
        }
    }

    @Test
    void whatIsNotDueIsQueuedAgainAsItWas() throws MessagingException {
        assertThat(outbound.settlement.untried(mail, new NotDue(Duration.ofMinutes(3))))
                .isEqualTo(new Postponed(Duration.ofMinutes(3)));

        assertThat(Attempts.cause(mail, recipient(BOB))).isEmpty();
        assertThat(mail.getRecipients()).hasSize(3);
    }

    @Test
    void whatIsPutAsideRemembersWhyAndItsTurnAndNoAttemptIsCounted() throws MessagingException {
        var slot = new Slot(outbound.clock.instant().plusSeconds(60), new MessageRate(1, Duration.ofHours(1)));

        assertThat(outbound.settlement.untried(mail, new Deferral(DOWN, Duration.ofMinutes(3), Optional.of(slot))))
                .isEqualTo(new Postponed(Duration.ofMinutes(3)));

        assertThat(Attempts.cause(mail, recipient(CAROL))).contains(DOWN);
        assertThat(Attempts.slot(mail)).contains(slot);
        assertThat(Attempts.made(mail)).isZero();
        assertThat(outbound.tracking.events()).isEmpty();
    }

    @Test
    void anAttemptThatShowsOnlyBusyServersIsNotCountedAndUsesUpTheTurn() throws MessagingException {
        var slot = new Slot(outbound.clock.instant().plusSeconds(60), new MessageRate(1, Duration.ofHours(1)));
        outbound.settlement.untried(mail, new Deferral(DOWN, Duration.ofMinutes(3), Optional.of(slot)));

        assertThat(outbound.settlement.serversBusy(departure(), new Deferral(DOWN, Duration.ofSeconds(10))))
                .isEqualTo(new Postponed(Duration.ofSeconds(10)));

        assertThat(Attempts.made(mail)).isZero();
        assertThat(Attempts.slot(mail)).isEmpty();
    }

    @Test
    void whatAnAttemptFoundIsRememberedAndNotWhyTheMessageIsPutAside() throws MessagingException {
        attempted(DEFERRED, DEFERRED, DEFERRED);
        var busy = Cause.of(FailureKind.CONGESTION, "as this test wants it");

        outbound.settlement.untried(mail, new Deferral(busy, Duration.ofMinutes(3)));

        assertThat(Attempts.cause(mail, recipient(BOB))).contains(DOWN);
    }

    @Test
    void whatIsPutAsideComesBackAtTheEndOfItsTimeAndIsThenBouncedUntried() throws MessagingException {
        outbound.clock.advance(Outbound.SETTINGS.giveUpAfter().minusSeconds(10));
        var deferral = new Deferral(DOWN, Duration.ofMinutes(3));
        assertThat(outbound.settlement.untried(mail, deferral)).isEqualTo(new Postponed(Duration.ofSeconds(10)));
        outbound.clock.advance(Duration.ofSeconds(10));

        assertThat(outbound.settlement.untried(mail, deferral)).isEqualTo(new Settled(false));

        assertThat(mail.getRecipients()).isEmpty();
        assertThat(Notice.last(context).status()).contains("Action: failed", BOB, CAROL, DAVE);
        assertThat(outbound.tracking.events(OutboundEvent.Bounced.class)).hasSize(1);
    }

    @Test
    void whatRepeatedlyEndedTheProcessGoesToTheErrorRepository() throws MessagingException {
        assertThat(outbound.settlement.untried(mail, new Suspect())).isEqualTo(new Settled(false));

        assertThat(context.getSentMails())
                .singleElement()
                .satisfies(sent -> assertThat(sent.getState()).isEqualTo(Mail.ERROR));
    }
}
