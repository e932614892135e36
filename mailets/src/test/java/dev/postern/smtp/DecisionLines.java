package dev.postern.smtp;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is written to the decision log while it is open. */
public final class DecisionLines implements AutoCloseable {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("dev.postern.decision");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    public DecisionLines() {
        appender.list = new CopyOnWriteArrayList<>(); // read while other threads write
        appender.start();
        LOGGER.addAppender(appender);
    }

    public List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        LOGGER.detachAppender(appender);
    }
}
