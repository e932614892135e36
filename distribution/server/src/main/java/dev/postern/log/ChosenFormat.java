package dev.postern.log;

import ch.qos.logback.core.PropertyDefinerBase;

/** The word for the {@link LogFormat} that this process's environment asks for, for {@code logback.xml}. */
public final class ChosenFormat extends PropertyDefinerBase {
    @Override
    public String getPropertyValue() {
        return LogFormat.of(System.getenv()).word();
    }
}
