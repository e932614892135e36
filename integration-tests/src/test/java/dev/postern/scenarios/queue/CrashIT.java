package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the gateway answered 250 arrives, byte for byte, however often and whenever it is killed. The property
 * {@code postern.crash.rounds} asks for more rounds, {@code postern.crash.seed} for the same ones again.
 */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 20);
    private static final long SEED = Long.getLong("postern.crash.seed", System.nanoTime());
    private static final Duration ALL_ARRIVES = Duration.ofMinutes(4);

    @Test
    void whatWasAcceptedArrivesWheneverTheGatewayIsKilled() throws IOException, InterruptedException {
        say("%d rounds, to be had again with -Dpostern.crash.seed=%d", ROUNDS, SEED);
        var random = new Random(SEED);
        try (var scene = new CrashScene("crash")) {
            for (int number = 1; number <= ROUNDS; number++) {
                var round = CrashRound.drawn(number, random);
                round.run(scene);
                say("round %d: %s; %s", number, round, scene.promises);
                assertThat(scene.promises.faults())
                        .as("round %d of seed %d", number, SEED)
                        .isEmpty();
            }
            expectEverything(scene);
        }
    }

    private static void expectEverything(CrashScene scene) {
        scene.sink.onArrival(() -> {});
        try (GatewayProcess gateway = scene.start()) {
            Await.value(
                    "everything that was accepted is where it belongs, of seed " + SEED,
                    ALL_ARRIVES,
                    () -> scene.isEverythingThere() ? Optional.of(true) : Optional.empty(),
                    () -> "; missing:\n"
                            + scene.missing().stream().map(Promise::toString).collect(Collectors.joining("\n"))
                            + gateway.tail());
            say("at the end: %s", scene.promises);
            assertThat(scene.promises.faults()).as("seed %d", SEED).isEmpty();
            gateway.terminate();
            assertThat(gateway.awaitExit()).as(gateway.tail()).isZero();
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf("crash: " + format + "%n", values);
    }
}
