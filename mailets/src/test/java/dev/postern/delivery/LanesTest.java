package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Lanes.Admission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:00Z");
    private static final Instant LATER = NOW.plusSeconds(2);
    private static final Duration TOOK = Duration.ofMillis(400);

    private final Lanes<String> lanes = new Lanes<>(10, 2, 2);

    @Test
    void oneDestinationGetsItsShareAndNoMore() {
        assertThat(lanes.admit("dead.test", "1", NOW)).isInstanceOf(Admission.Start.class);
        assertThat(lanes.admit("dead.test", "2", NOW)).isInstanceOf(Admission.Start.class);
        assertThat(lanes.admit("dead.test", "3", NOW)).isInstanceOf(Admission.Waits.class);
        assertThat(lanes.admit("alive.test", "4", NOW)).isInstanceOf(Admission.Start.class);
    }

    @Test
    void whatWaitsStartsInItsOrder() {
        lanes.admit("a.test", "1", NOW);
        lanes.admit("a.test", "2", NOW);
        lanes.admit("a.test", "3", NOW);
        lanes.admit("a.test", "4", NOW);

        assertThat(finished().next()).contains("3");
        assertThat(finished().next()).contains("4");
        assertThat(finished().next()).isEmpty();
        assertThat(lanes.admit("a.test", "5", NOW)).isInstanceOf(Admission.Start.class);
        assertThat(lanes.admit("a.test", "6", NOW)).isInstanceOf(Admission.Waits.class);
    }

    @Test
    void thereIsRoomForSoManyThatWait() {
        lanes.admit("a.test", "1", NOW);
        lanes.admit("a.test", "2", NOW);
        lanes.admit("a.test", "3", NOW);
        lanes.admit("a.test", "4", NOW);

        assertThat(lanes.admit("a.test", "5", LATER)).isInstanceOf(Admission.Full.class);
        assertThat(finished().room()).as("room for what held nobody up").isFalse();
        assertThat(lanes.admit("a.test", "5", NOW)).isInstanceOf(Admission.Waits.class);
    }

    @Test
    void whereThereIsNoRoomADestinationThatTakesMailHoldsUpWhoBringsItUntilThereIs() {
        for (String work : List.of("1", "2", "3", "4")) {
            lanes.admit("a.test", work, NOW);
        }

        assertThat(lanes.admit("a.test", "5", NOW)).isInstanceOf(Admission.Holds.class);
        assertThat(lanes.unblock(NOW)).isEqualTo(new Lanes.Unblocked<>(List.of(), 0));
        assertThat(finished()).isEqualTo(new Lanes.Done<>(Optional.of("3"), true));
        assertThat(finished()).isEqualTo(new Lanes.Done<>(Optional.of("4"), false));
        assertThat(finished()).isEqualTo(new Lanes.Done<>(Optional.of("5"), false));
    }

    @Test
    void aDestinationThatTakesNothingAnyMoreHoldsUpNobodyForLongerThanAMoment() {
        for (String work : List.of("1", "2", "3", "4", "5", "6")) {
            lanes.admit("a.test", work, NOW);
        }

        Lanes.Unblocked<String> unblocked = lanes.unblock(LATER);
        assertThat(unblocked.stuck()).extracting(Lanes.Stuck::work).containsExactly("6", "5");
        assertThat(unblocked.room()).isEqualTo(2);
        assertThat(lanes.unblock(LATER)).isEqualTo(new Lanes.Unblocked<>(List.of(), 0));
        assertThat(lanes.admit("a.test", "7", LATER)).isInstanceOf(Admission.Full.class);
        assertThat(finished()).isEqualTo(new Lanes.Done<>(Optional.of("3"), false));
    }

    @Test
    void moreThanALittleWorkHoldsUpWhoBringsItThoughThereIsRoomAndWaitsThereIfItsDestinationTakesNothing() {
        var roomy = new Lanes<String>(10, 2, 100);
        for (String work : List.of("1", "2", "3", "4")) {
            roomy.admit("a.test", work, NOW);
        }
        assertThat(roomy.admit("a.test", "5", NOW)).isInstanceOf(Admission.Holds.class);
        assertThat(roomy.admit("b.test", "6", NOW)).isInstanceOf(Admission.Start.class);

        assertThat(roomy.unblock(LATER)).isEqualTo(new Lanes.Unblocked<>(List.of(), 1));
        assertThat(roomy.admit("a.test", "7", LATER)).isInstanceOf(Admission.Waits.class);
    }

    @Test
    void aDestinationThatIsSlowHoldsUpNobodyEvenIfItTakesSomethingNowAndThen() {
        for (String work : List.of("1", "2", "3", "4")) {
            lanes.admit("a.test", work, NOW);
        }
        lanes.finished("a.test", Duration.ofSeconds(60), NOW);
        lanes.admit("a.test", "5", NOW);

        assertThat(lanes.admit("a.test", "6", NOW)).isInstanceOf(Admission.Full.class);
    }

    @Test
    void manySlowDestinationsLeaveAWorkerForTheNextOne() {
        var few = new Lanes<String>(10, 4, 100);
        int slow = 0;
        for (int destination = 0; destination < 5; destination++) {
            for (int message = 0; message < 4; message++) {
                slow += few.admit("slow" + destination + ".test", "m", NOW) instanceof Admission.Start ? 1 : 0;
            }
        }

        assertThat(slow).isLessThan(10);
        assertThat(few.admit("alive.test", "m", NOW)).isInstanceOf(Admission.Start.class);
    }

    @Test
    void whatHasNoRoomComesBackOneAfterAnotherAndNotAllAtOnce() {
        var full = new Lanes<String>(10, 1, 0);
        full.admit("a.test", "1", NOW.minusSeconds(2));

        Instant first = turn(full);
        Instant second = turn(full);
        Instant third = turn(full);

        assertThat(first).isAfter(NOW);
        assertThat(second).isAfter(first);
        assertThat(Duration.between(second, third)).isEqualTo(Duration.between(first, second));
        for (int message = 0; message < 100_000; message++) {
            assertThat(turn(full)).isBefore(NOW.plus(Duration.ofMinutes(16)));
        }
    }

    private Lanes.Done<String> finished() {
        return lanes.finished("a.test", TOOK, NOW);
    }

    private static Instant turn(Lanes<String> lanes) {
        return ((Admission.Full) lanes.admit("a.test", "m", NOW)).turn();
    }
}
