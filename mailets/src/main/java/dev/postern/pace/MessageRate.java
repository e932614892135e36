package dev.postern.pace;

import dev.postern.text.Plural;
import java.time.Duration;

/**
 * The number of messages that a destination may be sent in a unit of time.
 *
 * @param messages 0: as many as there are
 * @param timeUnit at least a second
 */
public record MessageRate(int messages, Duration timeUnit) {
    /** A part of the unit by which a message may be early, so that one that is late does not delay the others. */
    private static final int PART = 20;

    public MessageRate {
        if (messages < 0 || timeUnit.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(messages + " messages in " + timeUnit);
        }
    }

    public boolean isLimit() {
        return messages > 0;
    }

    /** Returns how far messages are apart: so far that never more than {@code messages} begin within one unit of time. */
    Duration interval() {
        return timeUnit.plus(slack()).dividedBy(messages);
    }

    /** Returns by how much a message may begin before its time. */
    Duration slack() {
        return timeUnit.dividedBy(PART);
    }

    /** Returns it as an operator writes it: {@code 100 messages in 1m}. */
    public String words() {
        return Plural.of(messages, "message") + " in " + duration();
    }

    private String duration() {
        long seconds = timeUnit.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
