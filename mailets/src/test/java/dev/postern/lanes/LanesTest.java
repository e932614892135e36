package dev.postern.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:00Z");
    /** Lanes in which nothing has finished yet hold up nobody any more. */
    private static final Instant LATER = NOW.plusSeconds(2);

    private static final Instant SLOW = NOW.plusSeconds(5);
    private static final Set<String> SERVER = Set.of("server 192.0.2.1");

    /** Ten workers, two for a destination, seven for unproved ones, five for a proved owner, four slow ones; two may wait. */
    private final Lanes<String> lanes = lanes(2);

    private static Lanes<String> lanes(int mostWaiting) {
        var lanes = new Lanes<String>(new LaneLimits(10, 7, 4, 2, 5, mostWaiting, Duration.ofSeconds(5)), new Places());
        assertThat(lanes.begin().request()).isEqualTo(10);
        return lanes;
    }

    private Moves<String> arrive(String work, String destination, Instant now) {
        return lanes.arrived(work, destination, Set.of(), false, Optional.empty(), now);
    }

    private static String work(int number) {
        return ("m" + number).intern(); // work is told apart by identity
    }

    private boolean starts(String work, String destination) {
        return arrive(work, destination, NOW).start().contains(work);
    }

    private List<String> finish(String work) {
        return lanes.finished(work, false, NOW).start();
    }

    private void prove(String destination) {
        arrive(("proof " + destination).intern(), destination, NOW);
        lanes.finished(("proof " + destination).intern(), true, NOW);
    }

    @Test
    void oneDestinationGetsItsShareAndNoMore() {
        assertThat(starts("1", "dead.test")).isTrue();
        assertThat(starts("2", "dead.test")).isTrue();
        assertThat(starts("3", "dead.test")).isFalse();
        assertThat(starts("4", "alive.test")).isTrue();
    }

    @Test
    void aServerThatRejectsTheSecondConnectionGetsOneForAWhile() {
        starts(work(1), "few.test");
        starts(work(2), "few.test");

        assertThat(lanes.tooMany(work(2), NOW)).isPresent();
        finish(work(2));
        assertThat(starts(work(3), "few.test")).isFalse();
        assertThat(starts(work(4), "other.test")).isTrue();
        assertThat(finish(work(1))).containsExactly(work(3));

        Instant later = NOW.plusSeconds(3601);
        assertThat(arrive(work(5), "few.test", later).start()).containsExactly(work(5));
    }

    @Test
    void aServerThatRejectsItsOnlyConnectionHasNotTooMany() {
        starts(work(1), "few.test");

        assertThat(lanes.tooMany(work(1), NOW)).isEmpty();
    }

    /** Two that are rejected together each saw the other under way, and none of them was ever counted as a failure. */
    @Test
    void aServerThatRejectsAllConnectionsHasNotTooMany() {
        starts(work(1), "away.test");
        starts(work(2), "away.test");

        assertThat(lanes.tooMany(work(1), NOW)).isPresent();
        assertThat(lanes.tooMany(work(2), NOW)).isEmpty();

        finish(work(1));
        finish(work(2));
        assertThat(starts(work(3), "away.test")).isTrue();
        assertThat(starts(work(4), "away.test")).as("no limit was learnt").isTrue();
    }

    @Test
    void whatWaitsStartsInItsOrder() {
        Stream.of("1", "2", "3", "4").forEach(work -> arrive(work, "a.test", NOW));

        assertThat(finish("1")).containsExactly("3");
        assertThat(finish("2")).containsExactly("4");
        assertThat(finish("3")).isEmpty();
        assertThat(starts("5", "a.test")).isTrue();
        assertThat(starts("6", "a.test")).isFalse();
    }

    @Test
    void thereIsRoomForSoManyThatWaitAndTheOthersComeLater() {
        Stream.of("1", "2", "3", "4").forEach(work -> arrive(work, "a.test", NOW));

        Moves<String> moves = arrive("5", "a.test", LATER);
        assertThat(moves.later()).extracting(Moves.Later::work).containsExactly("5");
        assertThat(moves.request()).isEqualTo(1);
        finish("1");
        assertThat(arrive("6", "a.test", LATER).later()).isEmpty();
    }

    @Test
    void whereThereIsNoRoomADestinationThatIsQuickKeepsMoreFromBeingBrought() {
        Stream.of("1", "2", "3", "4").forEach(work -> arrive(work, "a.test", NOW));

        assertThat(arrive("5", "a.test", NOW)).isEqualTo(new Moves<>(List.of(), List.of(), 0));
        assertThat(lanes.look(NOW).request()).isZero();
        assertThat(lanes.finished("1", true, NOW)).isEqualTo(new Moves<>(List.of("3"), List.of(), 0));
        assertThat(lanes.finished("2", true, NOW)).isEqualTo(new Moves<>(List.of("4"), List.of(), 0));
        assertThat(lanes.finished("3", true, NOW)).isEqualTo(new Moves<>(List.of("5"), List.of(), 1));
    }

    @Test
    void aDestinationThatTakesNothingAnyMoreKeepsNobodyForLongerThanAMoment() {
        Stream.of("1", "2", "3", "4", "5", "6").forEach(work -> arrive(work, "a.test", NOW));

        Moves<String> moves = lanes.look(LATER);
        assertThat(moves.later()).extracting(Moves.Later::work).containsExactly("5", "6");
        assertThat(moves.request()).isEqualTo(2);
        assertThat(lanes.look(LATER)).isEqualTo(new Moves<>(List.of(), List.of(), 0));
    }

    @Test
    void whatHasNoRoomComesBackOneAfterAnotherAndNotAllAtOnce() {
        Stream.of("1", "2", "3", "4").forEach(work -> arrive(work, "a.test", NOW.minusSeconds(2)));

        Instant first = turn("5");
        Instant second = turn("6");
        assertThat(first).isAfter(NOW);
        assertThat(second).isAfter(first);
        for (int message = 0; message < 100_000; message++) {
            assertThat(turn("m")).isBefore(NOW.plus(Duration.ofMinutes(16)));
        }
    }

    private Instant turn(String work) {
        return arrive(work, "a.test", NOW).later().get(0).turn();
    }

    @Test
    void destinationsThatHaveNotAnsweredLeaveSomeWorkersToThoseThatHave() {
        prove("good.test");
        long started = IntStream.range(0, 9)
                .filter(number -> starts(work(number), "d" + number + ".test"))
                .count();

        assertThat(started).isEqualTo(7);
        assertThat(starts("good", "good.test")).isTrue();
        assertThat(lanes.arrived("ours", "partner contoso", Set.of(), true, Optional.empty(), NOW)
                        .start())
                .hasSize(1);
    }

    @Test
    void whatAnsweredLongAgoIsNotProved() {
        prove("good.test");
        for (int number = 0; number < 7; number++) {
            arrive(work(number), "d" + number + ".test", NOW.plusSeconds(3600));
        }

        assertThat(arrive("good", "good.test", NOW.plusSeconds(3600)).start()).isEmpty();
    }

    @Test
    void manyDomainsOfOneOwnerGetOneShare() {
        Set<String> owner = Set.of("owner evil.test");
        long started = IntStream.range(0, 6)
                .filter(number -> !lanes.arrived(
                                work(number), "d" + number + ".evil.test", owner, false, Optional.empty(), NOW)
                        .start()
                        .isEmpty())
                .count();

        assertThat(started).isEqualTo(2);
    }

    @Test
    void manyDomainsWithOneServerGetOneShareOnceItIsKnown() {
        for (int number = 0; number < 3; number++) {
            arrive(work(number), "d" + number + ".test", NOW);
        }

        assertThat(lanes.entering("m0", SERVER, NOW)).isEmpty();
        assertThat(lanes.entering("m1", SERVER, NOW)).isEmpty();
        assertThat(lanes.entering("m2", SERVER, NOW))
                .hasValueSatisfying(turn -> assertThat(turn).isAfter(NOW));
        lanes.finished("m2", false, NOW);
        assertThat(starts("m2 again", "d2.test")).as("known by now").isFalse();
        assertThat(finish("m0")).containsExactly("m2 again");
    }

    @Test
    void anOwnerWhoAnsweredGetsMore() {
        for (int number = 0; number < 6; number++) {
            arrive(work(number), "d" + number + ".test", NOW);
        }
        lanes.entering("m0", SERVER, NOW);
        lanes.finished("m0", true, NOW);

        for (int number = 1; number < 6; number++) {
            assertThat(lanes.entering(work(number), SERVER, NOW)).isEmpty();
        }
        assertThat(starts("m6", "d0.test")).isFalse();
    }

    @Test
    void whatTakesLongGivesItsPlaceToOthers() {
        for (int number = 0; number < 7; number++) {
            arrive(work(number), "d" + number + ".test", NOW);
        }
        assertThat(lanes.look(SLOW.minusMillis(1)).request()).isZero();

        assertThat(lanes.look(SLOW).request()).as("of four slow ones at most").isEqualTo(4);
        assertThat(lanes.look(SLOW).request()).isZero();
        assertThat(starts("m8", "d8.test")).isTrue();
    }

    @Test
    void whatWaitsForSlowWorkStartsAfterItThoughNothingElseComes() {
        Stream.of("1", "2", "3", "4").forEach(work -> arrive(work, "a.test", LATER));
        lanes.look(LATER.plusSeconds(5));

        assertThat(lanes.finished("1", true, LATER.plusSeconds(6)).start()).containsExactly("3");
        assertThat(lanes.finished("2", true, LATER.plusSeconds(6)).start()).containsExactly("4");
    }

    @Test
    void whatComesWhileAllWorkersAreBusyWaitsForOne() {
        Lanes<String> busy = new Lanes<>(new LaneLimits(2, 2, 2, 1, 1, 2, Duration.ofSeconds(5)), new Places());
        assertThat(busy.begin().request()).isEqualTo(2);
        busy.arrived("a1", "a.test", Set.of(), true, Optional.empty(), LATER);
        busy.arrived("a2", "a.test", Set.of(), true, Optional.empty(), LATER);
        busy.look(LATER.plusSeconds(5)); // a1 is slow now
        assertThat(busy.finished("a1", true, LATER.plusSeconds(6)).start()).containsExactly("a2");

        assertThat(busy.arrived("b", "b.test", Set.of(), true, Optional.empty(), LATER.plusSeconds(6))
                        .start())
                .containsExactly("b");
        assertThat(busy.arrived("c", "c.test", Set.of(), true, Optional.empty(), LATER.plusSeconds(6)))
                .isEqualTo(new Moves<>(List.of(), List.of(), 0));
        assertThat(busy.finished("b", true, LATER.plusSeconds(7)).start()).containsExactly("c");
    }

    @Test
    void aDestinationThatTurnsSilentIsNotProvedAnyMore() {
        prove("good.test");
        arrive("slow", "good.test", NOW);
        lanes.look(SLOW);
        lanes.finished("slow", false, NOW);
        for (int number = 0; number < 7; number++) {
            arrive(work(number), "d" + number + ".test", NOW);
        }

        assertThat(starts("good", "good.test")).isFalse();
    }

    @Test
    void whatFoundItsServersBusySaysNothingOfTheirPace() {
        for (int number = 0; number < 7; number++) {
            arrive(work(number), "d" + number + ".test", LATER);
        }
        lanes.entering("m0", SERVER, LATER);
        lanes.entering("m1", SERVER, LATER);
        assertThat(lanes.entering("m2", SERVER, LATER)).isPresent();
        lanes.finished("m2", false, LATER);
        Stream.of("m7", "m8", "m9").forEach(work -> arrive(work, work + ".test", LATER));

        assertThat(arrive("m10", "d10.test", LATER).later()).hasSize(1);
    }

    @Test
    void nothingIsKeptOfWhatIsDone() {
        for (int number = 0; number < 50; number++) {
            arrive(work(number), "d" + number + ".test", NOW);
            lanes.entering(work(number), SERVER, NOW);
            assertThat(lanes.finished(work(number), number % 2 == 0, NOW).request())
                    .isEqualTo(1);
        }

        assertThat(lanes.busy()).isZero();
    }

    private static final Optional<Bound> ONE = Optional.of(new Bound("limit few.test", 1));

    private Moves<String> bounded(Lanes<String> through, String work) {
        return through.arrived(work, "few.test", Set.of(), true, ONE, NOW);
    }

    @Test
    void noMoreRunThanTheOperatorAllows() {
        assertThat(bounded(lanes, work(1)).start()).containsExactly(work(1));
        assertThat(bounded(lanes, work(2)).start()).isEmpty();
        assertThat(starts(work(3), "other.test")).isTrue();

        assertThat(finish(work(1))).containsExactly(work(2));
    }

    @Test
    void whatTheOperatorLimitsKeepsNoOtherWorkFromBeingBrought() {
        var many = lanes(16);
        for (int number = 0; number < 500; number++) {
            assertThat(bounded(many, work(number)).request())
                    .as("after piece %d", number)
                    .isEqualTo(number == 0 ? 0 : 1);
        }
        for (int number = 500; number < 504; number++) {
            assertThat(many.arrived(work(number), "d" + number, Set.of(), false, Optional.empty(), NOW)
                            .start())
                    .hasSize(1);
        }
    }

    @Test
    void onlyAFewWaitHereForWhatTheOperatorLimitsAndTheOthersComeLater() {
        var many = lanes(16);
        for (int number = 0; number < 3; number++) {
            assertThat(bounded(many, work(number)).later()).isEmpty();
        }

        assertThat(bounded(many, work(3)).later()).hasSize(1);
    }

    @Test
    void oneLimitHoldsInAllLanesThatShareIt() {
        var places = new Places();
        var limits = new LaneLimits(10, 7, 4, 2, 5, 16, Duration.ofSeconds(5));
        var one = new Lanes<String>(limits, places);
        var other = new Lanes<String>(limits, places);
        one.begin();
        other.begin();
        bounded(one, work(1));

        assertThat(bounded(other, work(2)).start()).isEmpty();
        assertThat(other.look(NOW).start()).isEmpty();
        one.finished(work(1), true, NOW);
        assertThat(other.look(NOW).start()).containsExactly(work(2));
        assertThat(other.finished(work(2), true, NOW).start()).isEmpty();
        assertThat(places.keys()).isZero();
    }

    @Test
    void aLimitIsAnUpperBoundBesideWhatWasLearnt() {
        Optional<Bound> five = Optional.of(new Bound("limit few.test", 5));
        for (int number = 1; number <= 2; number++) {
            lanes.arrived(work(number), "few.test", Set.of(), true, five, NOW);
        }
        lanes.tooMany(work(2), NOW);
        finish(work(2));

        assertThat(lanes.arrived(work(3), "few.test", Set.of(), true, five, NOW).start())
                .isEmpty();
    }
}
