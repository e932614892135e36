package dev.postern.scenarios.queue;

import dev.postern.scenarios.queue.KillMoment.Countdown;
import dev.postern.scenarios.queue.KillMoment.Event;
import dev.postern.testing.gateway.GatewayProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One life of the gateway, and its end.
 *
 * @param startsCutOff how long an attempt to start before it is left alone; empty: there is none
 * @param moment when it is killed, or told to stop
 * @param stopCutOff how long it may then take to stop in good order; empty: it is killed at once
 * @param loadSeed what the clients send
 */
record CrashRound(
        int number, Optional<Duration> startsCutOff, KillMoment moment, Optional<Duration> stopCutOff, long loadSeed) {
    /** About as long as a start takes; beyond it the gateway is at work on what it found. */
    private static final int LONGEST_START = 3000;

    private static final int LONGEST_STOP = 1000;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    static CrashRound drawn(int number, Random random) {
        return new CrashRound(
                number,
                random.nextInt(4) == 0
                        ? Optional.of(Duration.ofMillis(random.nextInt(LONGEST_START)))
                        : Optional.empty(),
                KillMoment.drawn(random),
                random.nextInt(5) == 0
                        ? Optional.of(Duration.ofMillis(random.nextInt(LONGEST_STOP)))
                        : Optional.empty(),
                random.nextLong());
    }

    /** Lives it. Returns when the gateway and all clients are gone. */
    void run(CrashScene scene) throws InterruptedException {
        startsCutOff.ifPresent(life -> killAfter(life, scene.spawn()));

        GatewayProcess gateway = scene.start();
        var ending = new CountDownLatch(1);
        var countdown = new Countdown(moment, () -> {
            ending.countDown();
            if (stopCutOff.isPresent()) {
                gateway.terminate();
            } else {
                gateway.kill();
            }
        });
        scene.sink.onArrival(() -> countdown.saw(Event.ARRIVED));
        var load = new CrashLoad(scene, "r" + number, countdown, () -> ending.getCount() > 0);
        load.start(new Random(loadSeed));
        boolean inTime = ending.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
        ending.countDown();
        killAfter(inTime ? stopCutOff.orElse(Duration.ZERO) : Duration.ZERO, gateway);
        load.awaitEnd();
    }

    private static void killAfter(Duration life, GatewayProcess gateway) {
        long due = System.nanoTime() + life.toNanos();
        while (System.nanoTime() < due && gateway.isAlive()) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        gateway.kill();
        gateway.awaitExit();
    }

    @Override
    public String toString() {
        return startsCutOff
                        .map(life -> "killed " + life.toMillis() + " ms after a start; ")
                        .orElse("")
                + stopCutOff
                        .map(life -> "killed " + life.toMillis() + " ms after SIGTERM, which came ")
                        .orElse("killed ")
                + moment;
    }
}
