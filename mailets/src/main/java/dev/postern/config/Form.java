package dev.postern.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Defines the form of a single value, and the message about a value of another form. It converts nothing: a number in
 * quotes is not a number.
 *
 * @param noun what the value is, such as {@code duration}
 * @param right a sentence that tells how to write one
 * @param example a good one, as it stands in YAML
 * @param tag the YAML type
 * @param reader from the written text to the value; empty: malformed
 */
public record Form<T>(String noun, String right, String example, Tag tag, Function<String, Optional<T>> reader) {
    private static final Pattern DURATION_TEXT = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Pattern BYTES_TEXT = Pattern.compile("([0-9]{1,7})(KiB|MiB|GiB)");

    /** {@code true} or {@code false}, also in the other two spellings of YAML 1.2 §10.3.2. */
    public static final Form<Boolean> BOOLEAN =
            new Form<>("boolean", "Write true or false.", "true", Tag.BOOL, CoreScalars::truth);

    /** Longer than nothing, in one unit. */
    public static final Form<Duration> DURATION = of(
            "duration",
            "Write a number above 0 and s, m, h or d for the unit, such as 30s, 5m, 4h or 2d.",
            "5m",
            Form::duration);

    /** Bytes, at least one, in a unit of 1024 (IEC 80000-13). */
    public static final Form<Long> BYTES =
            of("size", "Write a number above 0 and KiB, MiB or GiB for the unit, such as 50MiB.", "50MiB", Form::bytes);

    /** Text that the reader accepts. */
    public static <T> Form<T> of(String noun, String right, String example, Function<String, Optional<T>> reader) {
        return new Form<>(noun, right, example, Tag.STR, reader);
    }

    /** Any text but blank. */
    public static Form<String> text(String noun, String right, String example) {
        return of(noun, right, example, text -> Optional.of(text).filter(given -> !given.isBlank()));
    }

    /** One of these words. */
    public static <T> Form<T> word(String noun, List<T> values, Function<T, String> word) {
        List<String> words = values.stream().map(word).toList();
        return of(
                noun,
                "Write one of: " + String.join(", ", words) + ".",
                String.join(", ", words),
                text -> values.stream()
                        .filter(value -> word.apply(value).equals(text))
                        .findFirst());
    }

    /** A whole number in that range, both ends included. */
    public static Form<Integer> number(int least, int most) {
        String range = least + " to " + most;
        return new Form<>(
                "number from " + range,
                "Write a whole number from " + range + ", without quotes.",
                Integer.toString(least),
                Tag.INT,
                text -> CoreScalars.integer(text)
                        .filter(number -> number.bitLength() < Integer.SIZE)
                        .map(BigInteger::intValue)
                        .filter(number -> number >= least && number <= most));
    }

    /** The same form, narrowed. */
    public Form<T> where(String narrowerNoun, String narrowerRight, Predicate<T> holds) {
        return new Form<>(
                narrowerNoun,
                narrowerRight,
                example,
                tag,
                text -> reader.apply(text).filter(holds));
    }

    String nounWithArticle() {
        return ("aeioAEI".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }

    /** A sentence that tells how to write a list of these. */
    public String rightOfList() {
        return "Write a list with at least one " + noun + ", such as [" + example + "].";
    }

    /** Returns whether the value would be right as text, and YAML reads something else: a number, for instance. */
    boolean needsQuotes(ScalarNode scalar) {
        return tag.equals(Tag.STR)
                && !CoreScalars.fits(scalar, tag)
                && reader.apply(scalar.getValue()).isPresent();
    }

    Optional<T> parse(ScalarNode scalar) {
        return CoreScalars.fits(scalar, tag) ? reader.apply(scalar.getValue()) : Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        var matcher = DURATION_TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
        return Optional.of(duration).filter(given -> !given.isZero());
    }

    private static Optional<Long> bytes(String text) {
        var matcher = BYTES_TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        long unit =
                switch (matcher.group(2)) {
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    default -> 1L << 30;
                };
        return Optional.of(number * unit).filter(size -> size > 0);
    }
}
