package dev.postern.quirks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is learnt of servers is forgotten again, and takes no more memory than a bound. */
class ServerQuirksTest {
    private final MovableClock clock = new MovableClock(Instant.EPOCH);
    private final ServerQuirks<String> quirks = new ServerQuirks<>(clock);

    @Test
    void everyServerIsTrustedWithAHundredRecipients() {
        assertThat(quirks.mostRecipients("a", 100)).isEqualTo(100);
    }

    @Test
    void theLeastThatAServerAcceptedCountsForAnHour() {
        quirks.acceptedOnly("a", 7);
        quirks.acceptedOnly("a", 9);

        assertThat(quirks.mostRecipients("a", 100)).isEqualTo(7);
        assertThat(quirks.mostRecipients("b", 100)).isEqualTo(100);
        clock.advance(Duration.ofHours(1));
        assertThat(quirks.mostRecipients("a", 100)).isEqualTo(100);
    }

    @Test
    void strangersCannotFillTheMemoryWithServers() {
        var remembered = new Remembered<Integer, Integer>(clock, Duration.ofHours(1));
        remembered.put(-1, 7);
        for (int i = 0; i < 100_000; i++) {
            remembered.put(i, i);
            assertThat(remembered.get(-1)).as("one that is in use").isPresent();
        }

        assertThat(remembered.size()).isEqualTo(1024);
        assertThat(remembered.get(99_999)).contains(99_999);
        assertThat(remembered.get(0)).isEmpty();
    }
}
