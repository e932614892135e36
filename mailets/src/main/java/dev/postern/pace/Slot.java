package dev.postern.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The time at which a rate lets a message be sent.
 *
 * @param rate by which it was given; by another rate its time would be another
 */
public record Slot(Instant at, MessageRate rate) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}) ([0-9]{1,9}) ([0-9]{1,9})");

    /** Returns all of it as one text, the time rounded to milliseconds. */
    public String text() {
        return at.toEpochMilli() + " " + rate.messages() + " " + rate.timeUnit().toSeconds();
    }

    /** Returns what {@link #text} wrote; empty if it is something else. */
    public static Optional<Slot> parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(3)) == 0) {
            return Optional.empty();
        }
        var rate = new MessageRate(
                Integer.parseInt(matcher.group(2)), Duration.ofSeconds(Long.parseLong(matcher.group(3))));
        return Optional.of(new Slot(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), rate));
    }
}
