package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.tls.DnsName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:00Z");
    private static final DnsName DEAD = new DnsName("dead.test");
    private static final List<Duration> WAITS = List.of(Duration.ofMinutes(1), Duration.ofMinutes(5));
    private static final Cause CAUSE = Cause.of(FailureKind.UNREACHABLE, "connection refused");

    private final BackOff backOff = new BackOff();

    private Instant fail(Instant now) {
        return backOff.failed("dead.test", DEAD, CAUSE, 1, WAITS, now);
    }

    private boolean isTried(String servers, Instant now) {
        return backOff.admit(servers, now).isEmpty();
    }

    @Test
    void nobodyWaitsWhereNothingFailed() {
        assertThat(isTried("alive.test", NOW)).isTrue();
        assertThat(isTried("alive.test", NOW)).isTrue();
    }

    @Test
    void allWaitForADestinationThatFailedAndForNoOther() {
        Instant until = fail(NOW);

        assertThat(until).isEqualTo(NOW.plusSeconds(60));
        assertThat(backOff.admit("dead.test", NOW)).contains(new BackOff.Period(until, CAUSE));
        assertThat(isTried("alive.test", NOW)).isTrue();
    }

    @Test
    void whenItsTimeHasComeOneIsTriedAndTheOthersWaitForHowItWent() {
        Instant until = fail(NOW);

        assertThat(isTried("dead.test", until)).isTrue();
        assertThat(isTried("dead.test", until)).isFalse();
        backOff.reached("dead.test");
        assertThat(isTried("dead.test", until)).isTrue();
        assertThat(isTried("dead.test", until)).isTrue();
    }

    @Test
    void aProbeThatFailsMakesTheNextWaitLonger() {
        Instant until = fail(NOW);
        assertThat(isTried("dead.test", until)).isTrue();

        assertThat(fail(until)).isEqualTo(until.plus(Duration.ofMinutes(5)));
    }

    @Test
    void aProbeThatSaysNothingLetsTheNextOneTry() {
        Instant until = fail(NOW);
        assertThat(isTried("dead.test", until)).isTrue();

        backOff.unknown("dead.test");

        assertThat(isTried("dead.test", until)).isTrue();
    }

    @Test
    void attemptsThatWereUnderWayTogetherCountOnce() {
        Instant until = fail(NOW);

        assertThat(fail(NOW.plusSeconds(1))).isEqualTo(until);
    }

    @Test
    void aMessageKnowsOfFailuresFromBeforeARestart() {
        assertThat(backOff.failed("dead.test", DEAD, CAUSE, 7, WAITS, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    }

    @Test
    void whatIsFreedIsTriedAndNothingElse() {
        fail(NOW);
        backOff.failed("other.test", new DnsName("other.test"), CAUSE, 1, WAITS, NOW);

        backOff.free(DEAD::equals);

        assertThat(isTried("dead.test", NOW)).isTrue();
        assertThat(isTried("other.test", NOW)).isFalse();
    }
}
