package dev.postern.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.broker.BrokerSessions;
import dev.postern.partner.PartnerFixture;
import dev.postern.queue.QueueBacklog;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.slf4j.LoggerFactory;

/** When the backlog is looked at. */
class BacklogLogTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("backlog");

    private final ScheduledExecutorService timer = mock(ScheduledExecutorService.class);
    private final BrokerSessions broker = mock(BrokerSessions.class);

    @BeforeEach
    void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        LOGGER.setLevel(null);
    }

    @Test
    void aLookThatFailsIsFollowedByAnotherAMinuteLater() throws Exception {
        when(broker.open(anyBoolean())).thenThrow(new IllegalStateException("no broker"));
        var log = new BacklogLog(new QueueBacklog(broker), () -> PartnerFixture.directory(), Clock.systemUTC(), timer);

        log.start();
        ArgumentCaptor<Runnable> look = ArgumentCaptor.forClass(Runnable.class);
        verify(timer).schedule(look.capture(), eq(60_000L), eq(TimeUnit.MILLISECONDS));
        look.getValue().run();

        verify(timer, times(2)).schedule(any(Runnable.class), eq(60_000L), eq(TimeUnit.MILLISECONDS));
        verify(broker).open(anyBoolean());
        assertThat(log.latest()).isEmpty();
    }

    @Test
    void lookingTakesATwentiethOfTheTimeAtMost() {
        assertThat(BacklogLog.restAfter(Duration.ofSeconds(1))).isEqualTo(Duration.ofMinutes(1));
        assertThat(BacklogLog.restAfter(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(190));
    }
}
