package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Lanes.Admission;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes<String> lanes = new Lanes<>(2, 2);

    @Test
    void oneDestinationGetsItsShareAndNoMore() {
        assertThat(lanes.admit("dead.test", "1")).isEqualTo(Admission.START);
        assertThat(lanes.admit("dead.test", "2")).isEqualTo(Admission.START);
        assertThat(lanes.admit("dead.test", "3")).isEqualTo(Admission.WAITS);
        assertThat(lanes.admit("alive.test", "4")).isEqualTo(Admission.START);
    }

    @Test
    void whatWaitsStartsInItsOrder() {
        lanes.admit("a.test", "1");
        lanes.admit("a.test", "2");
        lanes.admit("a.test", "3");
        lanes.admit("a.test", "4");

        assertThat(lanes.finished("a.test")).contains("3");
        assertThat(lanes.finished("a.test")).contains("4");
        assertThat(lanes.finished("a.test")).isEmpty();
        assertThat(lanes.admit("a.test", "5")).isEqualTo(Admission.START);
        assertThat(lanes.admit("a.test", "6")).isEqualTo(Admission.WAITS);
    }

    @Test
    void thereIsRoomForSoManyThatWait() {
        lanes.admit("a.test", "1");
        lanes.admit("a.test", "2");
        lanes.admit("a.test", "3");
        lanes.admit("a.test", "4");

        assertThat(lanes.admit("a.test", "5")).isEqualTo(Admission.FULL);
        lanes.finished("a.test");
        assertThat(lanes.admit("a.test", "5")).isEqualTo(Admission.WAITS);
    }
}
