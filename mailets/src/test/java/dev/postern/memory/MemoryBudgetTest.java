package dev.postern.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(1000);

    @Test
    void nobodyGetsMoreThanThereIs() {
        assertThat(budget.reserve(Claimant.KNOWN, 1000)).isPresent();
        assertThat(budget.reserve(Claimant.KNOWN, 1)).isEmpty();
        assertThat(budget.reserved()).isEqualTo(1000);
    }

    @Test
    void strangersLeaveAFifthToPartnersAndOwnServers() {
        assertThat(budget.reserve(Claimant.STRANGER, 800)).isPresent();
        assertThat(budget.reserve(Claimant.STRANGER, 1)).isEmpty();
        assertThat(budget.reserve(Claimant.KNOWN, 200)).isPresent();
    }

    @Test
    void whatIsClosedIsThereAgainOnce() {
        Reservation reservation = budget.reserve(Claimant.KNOWN, 600).orElseThrow();
        reservation.close();
        reservation.close();

        assertThat(budget.reserved()).isZero();
        assertThat(reservation.grow(1)).isFalse();
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void aReservationGrowsWhileThereIsRoom() {
        Reservation reservation = budget.reserve(Claimant.STRANGER, 0).orElseThrow();

        assertThat(reservation.grow(800)).isTrue();
        assertThat(reservation.grow(1)).isFalse();
        assertThat(reservation.bytes()).isEqualTo(800);
        reservation.belongTo(Claimant.KNOWN);
        assertThat(reservation.grow(200)).isTrue();
    }

    @Test
    void aReservationShrinksAndNeverGrowsThereby() {
        Reservation reservation = budget.reserve(Claimant.KNOWN, 600).orElseThrow();
        reservation.shrinkTo(100);
        reservation.shrinkTo(900);

        assertThat(reservation.bytes()).isEqualTo(100);
        assertThat(budget.reserved()).isEqualTo(100);
    }

    @Test
    void aHugeReservationDoesNotOverflow() {
        assertThat(budget.reserve(Claimant.KNOWN, 1)).isPresent();
        assertThat(budget.reserve(Claimant.KNOWN, Long.MAX_VALUE)).isEmpty();
        assertThatThrownBy(() -> budget.reserve(Claimant.KNOWN, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsReserveNoMoreThanThereIs() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> takers = IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(i -> () -> (int) IntStream.range(0, 1000)
                            .mapToObj(n -> budget.reserve(Claimant.KNOWN, 1))
                            .filter(Optional::isPresent)
                            .count())
                    .toList();
            int taken = 0;
            for (Future<Integer> one : threads.invokeAll(takers)) {
                taken += one.get();
            }
            assertThat(taken).isEqualTo(1000);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theDefaultIsAQuarterOfTheHeap() {
        assertThat(new MemoryBudget().limit(Claimant.KNOWN))
                .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    }
}
