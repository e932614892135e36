package dev.postern.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.intake.Intake;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BackPressureTest {
    private static final StorageLimits LIMITS = new StorageLimits(1000, 100);

    private final Logger logger = (Logger) LoggerFactory.getLogger(BackPressure.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Instant now = Instant.parse("2026-03-01T09:00:00Z");
    private StorageReading reading = new StorageReading(5000, 0, Optional.empty());
    private final BackPressure pressure = new BackPressure(LIMITS, () -> reading, new TestClock());

    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        pressure.close();
    }

    private boolean takesWith(long free, long messages) {
        reading = new StorageReading(free, messages, Optional.empty());
        pressure.look();
        return pressure.hasRoomFor(0);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void a_full_disk_refuses_until_it_is_well_clear_of_the_limit() {
        assertThat(takesWith(1000, 0)).isTrue();
        assertThat(takesWith(999, 0)).isFalse();
        assertThat(takesWith(1000, 0)).isFalse();
        assertThat(takesWith(1249, 0)).isFalse();
        assertThat(takesWith(1250, 0)).isTrue();
        assertThat(takesWith(1000, 0)).isTrue();
    }

    @Test
    void each_change_is_told_once_and_after_it_holds() {
        var told = new ArrayList<Boolean>();
        pressure.onChange(() -> told.add(pressure.refusal().isPresent()));
        takesWith(5000, 0);
        takesWith(999, 0);
        takesWith(998, 0);
        takesWith(5000, 0);
        assertThat(told).containsExactly(true, false);
    }

    @Test
    void a_listener_that_fails_does_not_end_the_looks() {
        pressure.onChange(() -> {
            throw new IllegalStateException("deaf");
        });
        assertThat(takesWith(999, 0)).isFalse();
        assertThat(takesWith(5000, 0)).isTrue();
        assertThat(lines()).anyMatch(line -> line.contains("Could not report a change of the back pressure"));
    }

    @Test
    void full_queues_refuse_until_they_are_well_below_the_limit() {
        assertThat(takesWith(5000, 100)).isTrue();
        assertThat(takesWith(5000, 101)).isFalse();
        assertThat(takesWith(5000, 100)).isFalse();
        assertThat(takesWith(5000, 91)).isFalse();
        assertThat(takesWith(5000, 90)).isTrue();
    }

    @Test
    void strangers_are_deferred_before_partners_and_own_servers_and_each_change_is_told() {
        reading = new StorageReading(5000, FreeFiles.UNKNOWN, new QueueLoads(0, 81, 0, 0), Optional.empty());
        pressure.look();
        assertThat(pressure.hasRoomFrom(Intake.Client.STRANGER)).isFalse();
        assertThat(pressure.hasRoomFrom(Intake.Client.PARTNER)).isTrue();
        assertThat(pressure.refusal()).isEmpty();

        reading = new StorageReading(5000, FreeFiles.UNKNOWN, new QueueLoads(0, 101, 0, 101), Optional.empty());
        pressure.look();
        assertThat(pressure.hasRoomFrom(Intake.Client.PARTNER)).isFalse();
        assertThat(pressure.hasRoomFrom(Intake.Client.OWN_SERVER)).isTrue();
        assertThat(pressure.hasRoomTo(Intake.Recipients.EVERYONE_ELSE)).isFalse();
        assertThat(pressure.hasRoomTo(Intake.Recipients.PARTNERS)).isTrue();
        assertThat(pressure.refusal()).isPresent();
        assertThat(lines())
                .anyMatch(line -> line.startsWith("Deferring strangers' mail with 452 4.3.1: outgoing-own holds 81"))
                .anyMatch(line -> line.startsWith("Deferring own servers' mail to everyone but partners"));
    }

    @Test
    void a_limit_of_one_message_is_not_refused_for_good() {
        var one = new StorageLimits(0, 1);
        assertThat(one.refusal(new StorageReading(0, 2, Optional.empty()), false))
                .isPresent();
        assertThat(one.refusal(new StorageReading(0, 0, Optional.empty()), true))
                .isEmpty();
    }

    @Test
    void a_message_must_fit_twice_above_the_limit() {
        assertThat(takesWith(3000, 0)).isTrue();
        assertThat(pressure.hasRoomFor(1000)).isTrue();
        assertThat(pressure.hasRoomFor(1001)).isFalse();
    }

    @Test
    void what_is_under_way_counts_and_strangers_leave_some_to_others() {
        takesWith(3500, 0);
        assertThat(pressure.reserve(Intake.Client.STRANGER, 1001)).isFalse();
        assertThat(pressure.reserve(Intake.Client.STRANGER, 1000)).isTrue();
        assertThat(pressure.reserve(Intake.Client.STRANGER, 1)).isFalse();
        assertThat(pressure.hasRoomFor(251)).isFalse();
        assertThat(pressure.reserve(Intake.Client.PARTNER, 250)).isTrue();
        assertThat(pressure.reserve(Intake.Client.PARTNER, 1)).isFalse();

        pressure.release(1000);
        reading = StorageReading.failed("for a moment");
        pressure.look();
        assertThat(pressure.reserve(Intake.Client.STRANGER, 750)).isTrue();
        assertThat(pressure.reserve(Intake.Client.STRANGER, 1)).isFalse();
    }

    @Test
    void a_failing_queue_refuses_and_says_why_and_is_forgiven_when_it_works() {
        reading = StorageReading.failed("the journal is gone");
        pressure.look();
        assertThat(pressure.refusal()).contains("the journal is gone");
        assertThat(takesWith(5000, 0)).isTrue();
    }

    @Test
    void a_look_that_throws_refuses() {
        var broken = new BackPressure(
                LIMITS,
                () -> {
                    throw new IllegalStateException("broken");
                },
                Clock.systemUTC());
        assertThat(broken.hasRoomFor(0)).isFalse();
        broken.close();
    }

    @Test
    void a_look_that_does_not_come_back_refuses() {
        now = now.plus(BackPressure.STALE).plusSeconds(1);
        assertThat(pressure.hasRoomFor(0)).isFalse();
        assertThat(takesWith(5000, 0)).isTrue();
    }

    @Test
    void a_look_that_a_stop_breaks_off_is_no_failure_of_the_storage() {
        pressure.close();
        reading = StorageReading.failed("interrupted");
        pressure.look();

        assertThat(pressure.refusal()).isEmpty();
        assertThat(log.list).isEmpty();
    }

    @Test
    void each_change_is_logged_once_with_its_reason() {
        takesWith(10, 0);
        takesWith(9, 0);
        now = now.plusSeconds(60);
        takesWith(5000, 0);
        takesWith(5000, 1);
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).contains("Deferring all new mail", "10 bytes free", "queue.minFree");
        assertThat(lines().get(1)).contains("Accepting new mail again", "60 s");
    }
}
