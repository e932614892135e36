package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SpoolPaceTest {
    private static final int FEW = 3;

    private final SpoolPace pace = new SpoolPace(FEW, Duration.ofHours(1));
    private final ExecutorService client = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        client.shutdownNow();
    }

    private Future<?> oneMoreThanFew() {
        for (int message = 0; message < FEW; message++) {
            pace.enter();
        }
        return client.submit(pace::enter);
    }

    @Test
    void whoBringsMoreThanAFewWaitsUntilOneIsGivenOut() {
        Future<?> another = oneMoreThanFew();
        await().during(Duration.ofMillis(100)).until(() -> !another.isDone());

        pace.leave();

        await().atMost(Duration.ofSeconds(60)).until(another::isDone);
    }

    @Test
    void anEmptySpoolHoldsNobodyBackWhateverWasCounted() {
        Future<?> another = oneMoreThanFew();

        pace.none();

        await().atMost(Duration.ofSeconds(60)).until(another::isDone);
    }

    @Test
    void whatWasThereBeforeIsNotCountedBelowNothing() {
        pace.leave();
        pace.leave();
        Future<?> another = oneMoreThanFew();

        await().during(Duration.ofMillis(100)).until(() -> !another.isDone());
    }

    @Test
    void nobodyIsHeldBackForLongerThanAMoment() {
        var brief = new SpoolPace(0, Duration.ofMillis(1));

        brief.enter();
        brief.enter();

        assertThat(client.submit(brief::enter)).succeedsWithin(Duration.ofSeconds(60));
    }
}
