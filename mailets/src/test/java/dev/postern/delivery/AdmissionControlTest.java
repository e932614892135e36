package dev.postern.delivery;

import static dev.postern.delivery.Attempting.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptResult;
import dev.postern.attempt.Attempts;
import dev.postern.attempt.Evidence;
import dev.postern.attempt.Reachability;
import dev.postern.delivery.Clearance.Admitted;
import dev.postern.delivery.Clearance.Declined;
import dev.postern.delivery.Clearance.Deferral;
import dev.postern.delivery.Clearance.NotDue;
import dev.postern.delivery.Clearance.Suspect;
import dev.postern.delivery.Clearance.Untried;
import dev.postern.pace.MessageRate;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.RetryTimes;
import dev.postern.recipient.Recipient;
import dev.postern.route.FoundHosts;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.tls.TlsPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each answer of the admission to a message, without any attempt and without any settlement. */
class AdmissionControlTest {
    private static final Cause DOWN = Cause.of(FailureKind.UNREACHABLE, "nobody answered, as this test wants it");
    private static final Host HOST = new Host("contoso.test", InetAddress.getLoopbackAddress(), 25);
    private static final OutboundPolicy POLICY =
            new OutboundPolicy(new TlsPolicy.May(), Optional.empty(), OnFailure.DEFER, Optional.empty());
    private static final Route ROUTE = new Route(Optional.empty(), POLICY);
    private static final Route ELSEWHERE = new Route(
            Optional.empty(),
            new OutboundPolicy(
                    new TlsPolicy.May(),
                    Optional.empty(),
                    NextHop.parse("192.0.2.9:25"),
                    OnFailure.DEFER,
                    RetryTimes.ofGateway()));
    private static final Route HOURLY = new Route(
            Optional.empty(),
            POLICY.limitedBy(new OutboundLimits(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new MessageRate(1, Duration.ofHours(1))),
                    Optional.empty())));

    private final Outbound outbound = new Outbound(ROUTE);
    private final Mail mail = outbound.queued(RECIPIENT);
    private final List<String> witnessed = new ArrayList<>();
    private boolean isSuspect;

    private final AttemptWitness witness = new AttemptWitness() {
        @Override
        public boolean begin(String message) {
            witnessed.add("begin " + message);
            return !isSuspect;
        }

        @Override
        public void end(String message) {
            witnessed.add("end " + message);
        }
    };

    AdmissionControlTest() {
        outbound.dns.address("contoso.test", "192.0.2.1");
    }

    @AfterEach
    void stop() {
        outbound.close();
    }

    private Clearance<QueuedMessage> arrive(Mail queued) {
        return outbound.control.arrive(Outbound.item(queued));
    }

    private Clearance<Departure> depart(QueuedMessage message) {
        try (var watch = new AttemptWatch(witness, message.mail().getName())) {
            return outbound.control.depart(message, watch);
        }
    }

    private static <T> T admitted(Clearance<T> admission) {
        assertThat(admission).isInstanceOf(Admitted.class);
        return ((Admitted<T>) admission).onward();
    }

    private static Untried declined(Clearance<?> admission) {
        assertThat(admission).isInstanceOf(Declined.class);
        return ((Declined<?>) admission).why();
    }

    private static Deferral deferral(Untried untried) {
        assertThat(untried).isInstanceOf(Deferral.class);
        return (Deferral) untried;
    }

    /** Another message finds that nobody answers; the destination is backed off for a minute. */
    private void fail() {
        var departure = admitted(outbound.control.enter(outbound.message(outbound.queued(RECIPIENT))));
        var result = new AttemptResult(
                Map.of(new Recipient(Attempting.address(RECIPIENT)), new Deferred(DOWN, Evidence.none())), Map.of());
        Instant now = outbound.clock.instant();
        var policy = RetryPolicy.of(departure.mail(), departure.route(), Outbound.SETTINGS, now);
        assertThat(outbound.destinations.learn(departure, result, Reachability.UNREACHABLE, policy))
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void whatIsDueGoesOnWithItsDestination() {
        QueuedMessage message = admitted(arrive(mail));

        assertThat(message.mail()).isSameAs(mail);
        assertThat(message.domain().ascii()).isEqualTo("contoso.test");
        assertThat(message.destination().lane()).isEqualTo("contoso.test");
    }

    @Test
    void whatIsNotDueIsDeclinedForTheRestOfItsTime() {
        Attempts.waitsFor(mail, Duration.ofMinutes(5), outbound.clock.instant());
        outbound.clock.advance(Duration.ofMinutes(2));

        assertThat(declined(arrive(mail))).isEqualTo(new NotDue(Duration.ofMinutes(3)));
    }

    @Test
    void whatIsFlushedNeedNotBeDue() {
        Attempts.waitsFor(mail, Duration.ofMinutes(5), outbound.clock.instant());
        outbound.free();

        admitted(arrive(mail));
    }

    @Test
    void whatGoesToADestinationThatIsLeftAloneIsPutAsideForItsCause() {
        fail();

        Deferral deferral = deferral(declined(arrive(mail)));

        assertThat(deferral.cause()).isEqualTo(DOWN);
        assertThat(deferral.delay()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(75));
        assertThat(deferral.slot()).isEmpty();
    }

    @Test
    void soIsWhatHasAWorkerWhenItsDestinationTurnsOutToBeAwayAndNoWitnessIsTold() {
        QueuedMessage message = admitted(arrive(mail));
        fail();

        assertThat(deferral(declined(depart(message))).cause()).isEqualTo(DOWN);
        assertThat(witnessed).isEmpty();
    }

    @Test
    void whatMustBeTriedNowPassesADestinationThatIsLeftAlone() {
        Attempts.waitsFor(mail, Duration.ofMinutes(5), outbound.clock.instant());
        outbound.clock.advance(Duration.ofDays(5)); // in which nobody can have tried it
        fail();

        admitted(depart(admitted(arrive(mail))));
    }

    /** Or it would get more time whenever all workers are busy. */
    @Test
    void theWaitForAWorkerIsNoStandstill() {
        QueuedMessage message = admitted(arrive(mail));
        outbound.clock.advance(Duration.ofMinutes(20));

        admitted(depart(message));

        assertThat(Attempts.resumedBy(mail, outbound.clock.instant())).isEmpty();
    }

    @Test
    void onlyOneMessageIsTheProbeOfADestinationWhoseTimeHasCome() {
        fail();
        outbound.clock.advance(Duration.ofMinutes(1));

        admitted(arrive(mail));

        assertThat(deferral(declined(arrive(outbound.queued(RECIPIENT)))).cause())
                .isEqualTo(DOWN);
    }

    @Test
    void aProbeThatIsCrowdedOutOfTheLanesLeavesItToTheNextMessage() {
        fail();
        outbound.clock.advance(Duration.ofMinutes(1));
        QueuedMessage probe = admitted(arrive(mail));
        Instant turn = outbound.clock.instant().plusSeconds(10);

        Deferral deferral = deferral(outbound.control.congested(probe, turn));

        assertThat(deferral.cause().trouble()).isEqualTo(FailureKind.CONGESTION);
        assertThat(deferral.delay()).isEqualTo(Duration.ofSeconds(10));
        admitted(arrive(outbound.queued(RECIPIENT)));
    }

    /** Or nobody would ever say of the servers of the old route whether they answer. */
    @Test
    void aProbeThatLeavesByAnotherRouteLeavesItToTheNextMessage() {
        fail();
        outbound.clock.advance(Duration.ofMinutes(1));
        QueuedMessage probe = admitted(arrive(mail));
        outbound.become(ELSEWHERE);
        admitted(depart(probe));
        outbound.become(ROUTE);

        admitted(arrive(outbound.queued(RECIPIENT)));
    }

    @Test
    void aProbeThatEndedTheProcessBeforeIsDeclinedForGoodAndLeavesItToTheNextMessage() {
        fail();
        outbound.clock.advance(Duration.ofMinutes(1));
        isSuspect = true;

        assertThat(declined(depart(admitted(arrive(mail))))).isEqualTo(new Suspect());

        assertThat(witnessed).containsExactly("begin mail-1", "end mail-1");
        admitted(arrive(outbound.queued(RECIPIENT)));
    }

    @Test
    void whatIsBeyondTheRateArrivesForALaterTurn() {
        outbound.become(HOURLY);
        admitted(arrive(outbound.queued(RECIPIENT)));

        Deferral deferral = deferral(declined(arrive(mail)));

        assertThat(deferral.cause().trouble()).isEqualTo(FailureKind.RATE);
        assertThat(deferral.slot()).isPresent();
        assertThat(deferral.delay()).isPositive();
    }

    @Test
    void whatAnotherMessageCameBeforeIsPutAsideThoughItHasAWorker() {
        outbound.become(HOURLY);
        QueuedMessage message = admitted(arrive(mail));
        admitted(outbound.control.enter(outbound.message(outbound.queued(RECIPIENT))));

        Deferral deferral = deferral(declined(depart(message)));

        assertThat(deferral.cause().trouble()).isEqualTo(FailureKind.RATE);
        assertThat(deferral.slot()).isPresent();
    }

    @Test
    void whoseServersAreBusyWithOtherMessagesIsPutAside() {
        assertThat(outbound.isCrowded(mail, "server 192.0.2.1")).isTrue();
        assertThat(outbound.isCrowded(outbound.queued(RECIPIENT), "server 192.0.2.2"))
                .isFalse();
    }

    @Test
    void whatItsServersRejectForTheirNumberOfConnectionsIsPutAsideWhileAnotherMessageIsUnderWay() {
        var busy = Cause.reply(new SmtpReply(421, List.of("4.7.0 too many connections")), HOST);
        List<AttemptOutcome> rejection = List.of(new Deferred(busy, Evidence.none()));
        Departure departure = admitted(outbound.control.enter(outbound.underWay(mail)));
        assertThat(outbound.control.serversBusy(departure, rejection)).isEmpty();
        outbound.underWay(outbound.queued(RECIPIENT));

        Deferral deferral =
                deferral(outbound.control.serversBusy(departure, rejection).orElseThrow());

        assertThat(deferral.cause().trouble()).isEqualTo(FailureKind.CONGESTION);
        assertThat(outbound.control.serversBusy(departure, List.of(new Deferred(DOWN, Evidence.none()))))
                .isEmpty();
    }

    @Test
    void whatIsAdmittedHasAllThatAnAttemptNeeds() {
        QueuedMessage message = admitted(arrive(mail));
        outbound.become(HOURLY);

        Departure departure = admitted(depart(message));

        assertThat(departure.message()).isSameAs(message);
        assertThat(departure.route()).as("the route of now").isEqualTo(HOURLY);
        assertThat(departure.destination().limits().rate()).isPresent();
        assertThat(((FoundHosts.Hosts) departure.hosts()).hosts())
                .extracting(Host::name)
                .containsExactly("contoso.test");
        assertThat(departure.began()).isEqualTo(outbound.clock.instant());
        assertThat(departure.latestEnd()).isAfter(departure.began().plus(Duration.ofMinutes(10)));
        assertThat(departure.deadline().isOver()).isFalse();
        assertThat(witnessed).containsExactly("begin mail-1", "end mail-1");
    }

    @Test
    void whatHasNoServersIsAdmittedAsItsAttemptConnectsToNobody() {
        outbound.dns.silent("contoso.test");

        assertThat(admitted(depart(admitted(arrive(mail)))).hosts()).isInstanceOf(FoundHosts.NotNow.class);
    }

    @Test
    void nothingIsDecidedAboutTheMessageNorIsAnybodyTold() {
        Mail accepted = outbound.accepted(RECIPIENT);
        List<Attribute> before = accepted.attributes().toList();
        admitted(depart(admitted(arrive(accepted))));
        fail();
        declined(arrive(accepted));
        declined(depart(outbound.message(accepted)));

        assertThat(accepted.getRecipients()).hasSize(1);
        assertThat(accepted.attributes()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(outbound.context.getSentMails()).isEmpty();
        assertThat(outbound.tracking.events()).isEmpty();
    }
}
