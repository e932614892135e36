package dev.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ErrorFailuresTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ErrorFailures.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ErrorFailures failures = new ErrorFailures();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    private void fails(String message) {
        failures.failed(message, Duration.ofMinutes(1), new IllegalStateException("no room"));
    }

    @Test
    void oneErrorUntilAllAreProcessedAndThenOneWarning() {
        for (int retry = 0; retry < 3; retry++) {
            fails("Mail1");
            fails("Mail2");
        }
        failures.settled("Mail3");
        failures.settled("Mail1");
        assertThat(failures.problems()).singleElement().asString().contains("1 message,", "Mail2");
        failures.settled("Mail2");
        fails("Mail4");

        assertThat(lines.list.stream().map(ILoggingEvent::getLevel).filter(level -> level.isGreaterOrEqual(Level.INFO)))
                .containsExactly(Level.ERROR, Level.WARN, Level.ERROR);
    }

    @Test
    void fewAreNamedAndAllAreCounted() {
        for (int message = 1; message <= 9; message++) {
            fails("Mail" + message);
        }
        assertThat(failures.problems()).singleElement().asString().contains("9 messages", "Mail5, ...");
    }
}
