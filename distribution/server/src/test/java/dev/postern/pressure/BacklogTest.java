package dev.postern.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerFixture;
import dev.postern.queue.QueueBacklog.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Instant ago(int minutes) {
        return NOW.minus(Duration.ofMinutes(minutes));
    }

    private static Backlog of(Waiting... waiting) {
        return Backlog.of(List.of(waiting), PartnerFixture.directory(PartnerFixture.contoso()), NOW);
    }

    @Test
    void allDomainsOfAPartnerAreOneBacklogAndStrangersAreInNone() {
        Backlog backlog = of(
                new Waiting("outgoing-partners", "contoso.test", 3, ago(5)),
                new Waiting("outgoing-partners", "sub.contoso.test", 4, ago(90)),
                new Waiting("outgoing", "stranger.test", 1, ago(2)));
        assertThat(backlog.partners()).containsOnlyKeys("contoso").containsValue(new Backlog.Part(7, ago(90)));
        assertThat(backlog.count()).isEqualTo(8);
        assertThat(backlog.age()).contains(Duration.ofMinutes(90));
    }

    @Test
    void whatIsStillInTheSpoolIsNoBacklogOfTheRecipientYet() {
        assertThat(of(new Waiting("spool", "contoso.test", 1, ago(1))).partners())
                .isEmpty();
    }

    @Test
    void theLineNamesQueuesAndPartnersWithTheirOldest() {
        assertThat(of(
                                new Waiting("outgoing-partners", "contoso.test", 118, ago(182)),
                                new Waiting("spool", "example.org", 1, ago(0)))
                        .line())
                .isEqualTo("messages=119 oldest=182m outgoing-partners=118(oldest 182m) spool=1(oldest 0m)"
                        + " partners: contoso=118(oldest 182m)");
    }

    @Test
    void emptyQueuesHaveNoAge() {
        assertThat(of().age()).isEmpty();
        assertThat(of().count()).isZero();
    }
}
