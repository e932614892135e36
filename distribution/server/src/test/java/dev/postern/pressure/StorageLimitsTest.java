package dev.postern.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.queue.QueueCounts.Count;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each queue has its bound, and strangers meet each bound first. */
class StorageLimitsTest {
    private static final long PLENTY = 1L << 40;
    private static final StorageLimits LIMITS = new StorageLimits(1000, 100);

    private static Set<Scope> full(QueueLoads loads) {
        return full(PLENTY, FreeFiles.UNKNOWN, loads, Set.of());
    }

    private static Set<Scope> full(long free, FreeFiles.Found files, QueueLoads loads, Set<Scope> before) {
        return LIMITS.refusals(new StorageReading(free, files, loads, Optional.empty()), before)
                .keySet();
    }

    @Test
    void whatStrangersHaveFilledLeavesAFifthToPartnersAndOwnServers() {
        assertThat(full(new QueueLoads(80, 80, 0, 0))).isEmpty();
        assertThat(full(new QueueLoads(81, 0, 0, 0))).containsExactly(Scope.STRANGERS);
        assertThat(full(new QueueLoads(0, 81, 0, 0))).containsExactly(Scope.STRANGERS);
    }

    @Test
    void anOwnServerThatIsDownKeepsNoMailFromPartnersServers() {
        assertThat(full(new QueueLoads(0, 101, 0, 0))).containsExactly(Scope.STRANGERS, Scope.TO_OWN_DOMAINS);
    }

    @Test
    void aBacklogForEveryoneElseKeepsNoMailFromPartners() {
        assertThat(full(new QueueLoads(0, 0, 0, 1_000_000))).containsExactly(Scope.TO_EVERYONE_ELSE);
        assertThat(full(new QueueLoads(0, 0, 101, 0))).containsExactly(Scope.TO_PARTNERS);
    }

    @Test
    void dsnsToStrangersCountNowhere() {
        var loads = QueueLoads.of(Map.of(
                "outgoing-dsn", new Count(1_000_000, 1_000_000),
                "outgoing-own", new Count(3, 4),
                "outgoing-partners", new Count(5, 0),
                "spool", new Count(1, 1),
                "outgoing", new Count(6, 0),
                "a-queue-of-the-operators", new Count(2, 0)));

        assertThat(loads).isEqualTo(new QueueLoads(2, 7, 5, 8));
    }

    @Test
    void strangersLeaveDiskToPartnersAndOwnServers() {
        assertThat(full(1500, FreeFiles.UNKNOWN, QueueLoads.NONE, Set.of())).isEmpty();
        assertThat(full(1499, FreeFiles.UNKNOWN, QueueLoads.NONE, Set.of())).containsExactly(Scope.STRANGERS);
        assertThat(full(1500, FreeFiles.UNKNOWN, QueueLoads.NONE, Set.of(Scope.STRANGERS)))
                .containsExactly(Scope.STRANGERS);
        assertThat(full(999, FreeFiles.UNKNOWN, QueueLoads.NONE, Set.of()))
                .containsExactly(Scope.EVERYBODY, Scope.STRANGERS);
    }

    @Test
    void aFileSystemThatHasBytesAndNoFilesLeftIsFull() {
        assertThat(full(PLENTY, new FreeFiles.Found(1_000_000, 2000), QueueLoads.NONE, Set.of()))
                .isEmpty();
        assertThat(full(PLENTY, new FreeFiles.Found(1_000_000, 1999), QueueLoads.NONE, Set.of()))
                .containsExactly(Scope.STRANGERS);
        assertThat(full(PLENTY, new FreeFiles.Found(1_000_000, 999), QueueLoads.NONE, Set.of()))
                .containsExactly(Scope.EVERYBODY, Scope.STRANGERS);
        assertThat(full(PLENTY, new FreeFiles.Found(100, 3), QueueLoads.NONE, Set.of()))
                .as("a file system of few files")
                .isEmpty();
    }
}
