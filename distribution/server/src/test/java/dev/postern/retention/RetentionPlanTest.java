package dev.postern.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.KeptMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes from a directory of mail that was set aside, and what no flood pushes out. */
class RetentionPlanTest {
    private static final Instant NOW = Instant.parse("2026-03-31T00:00:00Z");
    private static final RetentionBounds BOUNDS = new RetentionBounds(Duration.ofDays(30), 1000, 3);

    private static KeptMessage entry(String name, int daysAgo, long bytes) {
        return new KeptMessage(name, List.of(name + ".eml"), NOW.minus(Duration.ofDays(daysAgo)), bytes);
    }

    private static RetentionPlan plan(List<KeptMessage> entries) {
        return RetentionPlan.of(entries, BOUNDS, NOW, entry -> entry.name().startsWith("stranger"));
    }

    @Test
    void what_is_too_old_goes_whoever_sent_it() {
        var plan = plan(List.of(entry("partner", 31, 1), entry("stranger", 30, 1)));

        assertThat(plan.expired()).extracting(KeptMessage::name).containsExactly("partner");
        assertThat(plan.evicted()).isEmpty();
        assertThat(plan.messages()).isEqualTo(1);
    }

    @Test
    void beyond_the_number_the_oldest_of_strangers_go() {
        var plan = plan(List.of(
                entry("stranger-1", 5, 1),
                entry("stranger-2", 4, 1),
                entry("stranger-3", 3, 1),
                entry("stranger-4", 2, 1),
                entry("stranger-5", 1, 1)));

        assertThat(plan.evicted()).extracting(KeptMessage::name).containsExactly("stranger-1", "stranger-2");
        assertThat(plan.isOver(BOUNDS)).isFalse();
    }

    @Test
    void beyond_the_size_too() {
        var plan = plan(List.of(entry("stranger-1", 2, 900), entry("stranger-2", 1, 900)));

        assertThat(plan.evicted()).extracting(KeptMessage::name).containsExactly("stranger-1");
        assertThat(plan.bytes()).isEqualTo(900);
    }

    @Test
    void a_flood_of_strangers_does_not_push_out_what_a_partner_sent_before() {
        List<KeptMessage> entries = new ArrayList<>(List.of(entry("partner-1", 20, 1), entry("partner-2", 19, 1)));
        IntStream.range(0, 100).forEach(i -> entries.add(entry("stranger-" + i, 1, 1)));

        var plan = plan(entries);

        assertThat(plan.evicted()).hasSize(99).allMatch(entry -> entry.name().startsWith("stranger"));
        assertThat(plan.messages()).isEqualTo(3);
    }

    @Test
    void partners_mail_is_kept_beyond_the_bound_and_told() {
        var plan = plan(IntStream.range(0, 5)
                .mapToObj(i -> entry("partner-" + i, 5 - i, 1))
                .toList());

        assertThat(plan.expired()).isEmpty();
        assertThat(plan.evicted()).isEmpty();
        assertThat(plan.isOver(BOUNDS)).isTrue();
    }

    @Test
    void where_there_is_room_nobody_is_asked_whose_it_is() {
        var plan = RetentionPlan.of(List.of(entry("stranger", 1, 1)), BOUNDS, NOW, entry -> {
            throw new AssertionError("no envelope need be read");
        });

        assertThat(plan.messages()).isEqualTo(1);
    }
}
