package dev.postern.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.broker.BrokerFailure;
import dev.postern.broker.BrokerHealth;
import dev.postern.broker.BrokerSessions;
import dev.postern.queue.QueueCounts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class StorageWatchTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(StorageWatch.class);
    private static final long MANY = 1000;

    @TempDir
    Path data;

    private final BrokerHealth broker = mock(BrokerHealth.class);
    private final BrokerSessions sessions = mock(BrokerSessions.class);
    private final Clock clock = mock(Clock.class);

    @BeforeEach
    void aBrokerThatHasFailed() throws ActiveMQException {
        LOGGER.setLevel(Level.OFF);
        when(clock.instant()).thenReturn(Instant.EPOCH.plusSeconds(60));
        when(broker.fault()).thenReturn(Optional.of("the disk failed"));
        when(sessions.open(anyBoolean())).thenThrow(new ActiveMQException("no session"));
    }

    @AfterEach
    void loud() {
        LOGGER.setLevel(null);
    }

    private StorageWatch watch(Path path, long minFree) {
        return new StorageWatch(path, new StorageLimits(minFree, MANY), broker, new QueueCounts(sessions), clock);
    }

    @Test
    void aFailedBrokerIsStartedAgainAndThenAsked() throws Exception {
        when(broker.fault()).thenReturn(Optional.of("the disk failed")).thenReturn(Optional.empty());

        assertThat(watch(data, 0).get().failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("does not answer", "no session"));

        verify(broker).restart();
    }

    @Test
    void aBrokerThatDoesNotStartIsAFailureWithItsFault() throws Exception {
        doThrow(mock(BrokerFailure.class)).when(broker).restart();

        assertThat(watch(data, 0).get().failure()).contains("the queue's broker has failed: the disk failed");
    }

    @Test
    void itIsTriedAgainOnlyAfterAWhile() throws Exception {
        var watch = watch(data, 0);
        watch.get();
        watch.get();
        verify(broker, times(1)).restart();

        when(clock.instant()).thenReturn(Instant.EPOCH.plusSeconds(60).plus(Duration.ofSeconds(5)));
        watch.get();
        verify(broker, times(2)).restart();
    }

    @Test
    void onAFullDiskNothingIsStarted() throws Exception {
        assertThat(watch(data, Long.MAX_VALUE / 2).get().failure()).isPresent();

        verify(broker, never()).restart();
    }

    @Test
    void aBrokerThatWorksIsLeftAlone() throws Exception {
        when(broker.fault()).thenReturn(Optional.empty());

        watch(data, 0).get();

        verify(broker, never()).restart();
    }

    @Test
    void aFileSystemThatDoesNotAnswerIsAFailure() {
        assertThat(watch(data.resolve("missing"), 0).get().failure())
                .hasValueSatisfying(failure -> assertThat(failure).contains("could not read the free space of"));
    }
}
