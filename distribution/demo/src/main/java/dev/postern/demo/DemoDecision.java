package dev.postern.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A line of the gateway's decision log, read as an administrator would: by its {@code key=value} pairs. */
record DemoDecision(String line) {
    private static final Pattern LINE = Pattern.compile("decision (in|out)bound message=");

    /** The gateway's decision log. */
    @FunctionalInterface
    interface Log {
        /** The first line that holds all these words, waited for as long as patience lasts. */
        Optional<DemoDecision> await(Duration patience, String... words) throws InterruptedException;
    }

    static boolean isOne(String line) {
        return LINE.matcher(line).find();
    }

    /** The value of that key, without quotes; empty if the line does not have it. */
    String value(String key) {
        var matcher = Pattern.compile(" " + Pattern.quote(key) + "=(?:\"([^\"]*)\"|(\\S*))")
                .matcher(line);
        if (!matcher.find()) {
            return "";
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    boolean isVerdict(String verdict) {
        return value("verdict").equals(verdict);
    }

    /** Those {@code key=value} pairs that the line has, as they stand in it. */
    String excerpt(String... keys) {
        return Stream.of(keys)
                .map(this::pair)
                .filter(Matcher::find)
                .map(matcher -> matcher.group().strip())
                .collect(Collectors.joining(" "));
    }

    private Matcher pair(String key) {
        return Pattern.compile(" " + Pattern.quote(key) + "=(?:\"([^\"]*)\"|(\\S*))")
                .matcher(line);
    }
}
