package dev.postern.admission;

import static dev.postern.admission.ClientKind.OWN_SERVER;
import static dev.postern.admission.ClientKind.PARTNER;
import static dev.postern.admission.ClientKind.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class HandshakeExecutorTest {
    private final HandshakeExecutor handshakes = new HandshakeExecutor(1, 10);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void theOnlyThreadIsBusy() throws InterruptedException {
        var running = new CountDownLatch(1);
        handshakes.forHandshakeOf(() -> STRANGER).execute(() -> {
            running.countDown();
            awaitRelease();
        });
        assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void close() {
        busy.countDown();
        handshakes.close();
    }

    @Test
    void strangersLeaveAPartOfTheQueueToPartnersAndThoseAPartToOwnServers() {
        assertThat(fill(STRANGER)).isEqualTo(8);
        assertThat(fill(PARTNER)).isEqualTo(1);
        assertThat(fill(OWN_SERVER)).isEqualTo(1);
        assertThat(handshakes.waiting()).isEqualTo(10);
    }

    @Test
    void theCallerNeverRunsATask() {
        handshakes.forHandshakeOf(() -> STRANGER).execute(() -> done.add("by the caller"));
        assertThat(done).isEmpty();
    }

    @Test
    void ownServersAreServedFirstThenPartnersThenHandshakesThatHaveBegun() throws InterruptedException {
        Executor begun = handshakes.forHandshakeOf(() -> STRANGER);
        begun.execute(() -> {});
        handshakes.forHandshakeOf(() -> STRANGER).execute(() -> done.add("stranger"));
        begun.execute(() -> done.add("begun"));
        handshakes.forHandshakeOf(() -> PARTNER).execute(() -> done.add("partner"));
        handshakes.forHandshakeOf(() -> OWN_SERVER).execute(() -> done.add("own"));
        var last = new CountDownLatch(1);
        handshakes.forHandshakeOf(() -> STRANGER).execute(last::countDown);

        busy.countDown();

        assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(done).containsExactly("own", "partner", "begun", "stranger");
    }

    @Test
    void aHandshakeThatHasBegunGoesOnHoweverFullTheQueueIs() {
        Executor begun = handshakes.forHandshakeOf(() -> STRANGER);
        begun.execute(() -> {});
        fill(OWN_SERVER);

        begun.execute(() -> done.add("second task"));

        assertThat(handshakes.waiting()).isEqualTo(10);
    }

    @Test
    void theQueueIsFreeAgainOnceItsTasksHaveRun() throws InterruptedException {
        fill(OWN_SERVER);
        busy.countDown();
        var after = new CountDownLatch(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> isTaken(STRANGER, after::countDown));
        assertThat(after.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private int fill(ClientKind kind) {
        int taken = 0;
        while (isTaken(kind, () -> {})) {
            taken++;
        }
        return taken;
    }

    private boolean isTaken(ClientKind kind, Runnable task) {
        try {
            handshakes.forHandshakeOf(() -> kind).execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void awaitRelease() {
        try {
            busy.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
