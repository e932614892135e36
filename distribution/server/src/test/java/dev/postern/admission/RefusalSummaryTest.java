package dev.postern.admission;

import static dev.postern.admission.ClientKind.STRANGER;
import static dev.postern.admission.ConnectionSlotsTest.client;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalSummaryTest {
    private final RefusalSummary summary = new RefusalSummary();

    @Test
    void theFirstRefusalAfterAQuietPeriodIsWorthALineAndNoOther() {
        assertThat(summary.add(Denial.TOO_MANY_CONNECTIONS, client(STRANGER, "203.0.113.1")))
                .isTrue();
        assertThat(summary.add(Denial.TOO_MANY_CONNECTIONS, client(STRANGER, "203.0.113.2")))
                .isFalse();
        assertThat(summary.take()).isPresent();
        assertThat(summary.add(Denial.TOO_MANY_CONNECTIONS, client(STRANGER, "203.0.113.3")))
                .isFalse();
        assertThat(summary.take()).isPresent();
        assertThat(summary.take()).isEmpty();
        assertThat(summary.add(Denial.TOO_MANY_CONNECTIONS, client(STRANGER, "203.0.113.4")))
                .isTrue();
    }

    @Test
    void theSummaryCountsEveryRefusalByReasonAndNamesTheNetworkWithMost() {
        summary.add(Denial.TOO_MANY_CONNECTIONS, client(STRANGER, "203.0.113.1"));
        for (int flood = 0; flood < 3; flood++) {
            summary.add(Denial.TOO_MANY_FROM_ADDRESS, client(STRANGER, "198.51.100." + flood));
        }
        summary.add(Denial.TOO_MANY_CONNECTIONS, client(STRANGER, "203.0.113.1"));

        assertThat(summary.take())
                .contains("4 more (too many connections=1, too many connections from one address=3"
                        + "; most from 198.51.100.0/24=3)");
        assertThat(summary.take()).isEmpty();
    }

    @Test
    void networksWithoutEndAreCountedAndNotRemembered() {
        for (int network = 0; network < 5_000; network++) {
            summary.add(
                    Denial.TOO_MANY_CONNECTIONS, client(STRANGER, "2001:db8:" + Integer.toHexString(network) + "::1"));
        }
        assertThat(summary.networks()).isEqualTo(1_000);
        assertThat(summary.take().orElseThrow()).startsWith("4999 more");
    }
}
