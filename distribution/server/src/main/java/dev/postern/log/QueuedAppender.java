package dev.postern.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Optional;

/** Encodes each event where it happens and leaves the writing to {@link StandardOutput}. Never blocks. */
public final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private Optional<Encoder<ILoggingEvent>> encoder = Optional.empty();

    /** Called by logback with the nested element {@code <encoder>}. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = Optional.of(encoder);
    }

    @Override
    protected void append(ILoggingEvent event) {
        encoder.ifPresent(form -> StandardOutput.lines().add(form.encode(event), LineImportance.of(event)));
    }
}
