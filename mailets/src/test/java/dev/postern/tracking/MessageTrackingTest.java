package dev.postern.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class MessageTrackingTest {
    private static final Clock CLOCK = Clock.fixed(Events.NOON, ZoneOffset.UTC);

    private final Logger logger = (Logger) LoggerFactory.getLogger(MessageTracking.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<TrackingEvent> heard = new ArrayList<>();
    private boolean fails = true;
    private Throwable failure = new IllegalStateException("the store is away");

    private final MessageTracking tracking =
            new MessageTracking(CLOCK, new LinkedHashSet<>(List.<TrackingListener>of(this::failing, heard::add)));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private void failing(TrackingEvent event) {
        if (fails && failure instanceof RuntimeException e) {
            throw e;
        }
        if (fails && failure instanceof Error e) {
            throw e;
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, NoClassDefFoundError.class})
    void aListenerThatThrowsStopsNeitherMailNorOtherListeners(Class<? extends Throwable> kind)
            throws ReflectiveOperationException {
        failure = kind.getConstructor().newInstance();
        TrackingEvent event = Events.of(TrackingEvent.Kind.DELIVERED);

        tracking.publish(event);

        assertThat(heard).containsExactly(event);
    }

    @Test
    void aListenerThatFailsAtEveryEventIsLoggedOnceAndOnceMoreWhenItRecovered() {
        for (int i = 0; i < 100; i++) {
            tracking.publish(Events.of(TrackingEvent.Kind.REJECTED));
        }
        fails = false;
        tracking.publish(Events.of(TrackingEvent.Kind.REJECTED));
        tracking.publish(Events.of(TrackingEvent.Kind.REJECTED));

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        failed -> assertThat(failed).contains("failed at an event of message Mail1"),
                        recovered -> assertThat(recovered).contains("recovered; it failed at 100 events"));
    }

    @Test
    void timeIsThatOfTheClock() {
        assertThat(new MessageTracking(CLOCK, Set.of()).now()).isEqualTo(Events.NOON);
    }
}
