package dev.postern.log;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The format of the log: for people, or for a program that collects it. */
public enum LogFormat {
    PLAIN,
    JSON;

    /** The variable of the environment that says which; without it, {@link #PLAIN}. */
    public static final String VARIABLE = "POSTERN_LOG_FORMAT";

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What that environment asks for; {@link #PLAIN} also where it asks for what there is not. */
    public static LogFormat of(Map<String, String> environment) {
        String wanted = environment.getOrDefault(VARIABLE, PLAIN.word());
        return Stream.of(values())
                .filter(format -> format.word().equals(wanted))
                .findFirst()
                .orElse(PLAIN);
    }
}
