package dev.postern.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a client is late, and when only the gateway was slow. */
class ClientTimeTest {
    private static final int RATE = 500;
    private static final int LARGEST = 1 << 20;

    private long now;
    private final Ticker ticker = new Ticker() {
        @Override
        public long read() {
            return now;
        }
    };
    private final ClientTime time = new ClientTime(
            new SessionTimeouts(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(30), RATE, LARGEST),
            ticker);

    @Test
    void aLineHasItsTime() {
        time.awaitClient();
        passes(299);
        assertThat(time.overdue()).isEmpty();
        passes(1);
        assertThat(time.overdue()).contains(Overdue.LINE);
    }

    @Test
    void octetsThatAreNoLineEarnNoTime() {
        time.awaitClient();
        for (int octet = 0; octet < 300; octet++) {
            passes(1);
            time.received(1);
            time.awaitClient();
        }
        assertThat(time.overdue()).contains(Overdue.LINE);
    }

    @Test
    void linesThatLeadToNoMessageEarnNoTimeInAll() {
        time.awaitClient();
        for (int line = 0; line < 10; line++) {
            passes(60);
            time.received(6);
            time.lineEnded();
            time.awaitClient();
        }
        assertThat(time.overdue()).contains(Overdue.TRANSACTION);
    }

    @Test
    void eachMessageHasItsOwnTime() {
        for (int message = 0; message < 100; message++) {
            time.awaitClient();
            passes(200);
            time.received(6);
            time.lineEnded();
            time.contentBegins();
            time.contentEnds();
        }
        time.awaitClient();
        assertThat(time.overdue()).isEmpty();
    }

    @Test
    void theTimeThatTheGatewayTakesIsNotTheClients() {
        time.awaitClient();
        passes(1);
        time.received(6);
        passes(3600);
        assertThat(time.overdue()).isEmpty();
        time.awaitClient();
        assertThat(time.left()).isEqualTo(Duration.ofSeconds(299));
    }

    @Test
    void aSlowClientAboveTheRateIsNeverLate() {
        var large = new ClientTime(
                new SessionTimeouts(
                        Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(30), RATE, 50L << 20),
                ticker);
        large.contentBegins();
        large.awaitClient();
        for (long sent = 0; sent < 50L << 20; sent += 60 * (RATE + 1)) {
            passes(60);
            assertThat(large.overdue()).isEmpty();
            large.received(60 * (RATE + 1));
            large.awaitClient();
        }
    }

    @Test
    void aClientBelowTheRateIsLate() {
        time.contentBegins();
        time.awaitClient();
        for (int i = 0; i < 11; i++) {
            assertThat(time.overdue()).isEmpty();
            passes(30);
            time.received(30 * RATE / 20);
            time.awaitClient();
        }
        assertThat(time.overdue()).contains(Overdue.CONTENT);
    }

    @Test
    void aFastBeginningEarnsNoLongSilence() {
        time.contentBegins();
        time.awaitClient();
        time.received(LARGEST);
        time.awaitClient();
        passes(300);
        assertThat(time.overdue()).contains(Overdue.CONTENT);
    }

    @Test
    void contentThatNeverEndsEndsAllTheSame() {
        time.contentBegins();
        time.awaitClient();
        time.received(LARGEST);
        for (int i = 0; i < 300; i++) {
            time.awaitClient();
            passes(1);
            time.received(100_000);
        }
        time.awaitClient();
        assertThat(time.overdue()).contains(Overdue.CONTENT);
    }

    @Test
    void noTimeIsTheClientsWhileAReplyIsPending() {
        time.awaitClient(); // a read that was asked for before the line was handled
        time.replyPends();
        passes(3600);
        time.awaitClient(); // the same, carried out later
        passes(3600);
        assertThat(time.overdue()).isEmpty();

        time.replyIsKnown();
        time.awaitClient();
        assertThat(time.left()).isEqualTo(Duration.ofMinutes(5));
        passes(300);
        assertThat(time.overdue()).contains(Overdue.LINE);
    }

    @Test
    void nobodyIsLateWhileTheGatewayWorks() {
        time.awaitClient();
        passes(301);
        time.received(6);
        assertThat(time.overdue()).isEmpty();
    }

    private void passes(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }
}
