package dev.postern.smtpclient;

import dev.postern.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A server's reply (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param lines the text of each line, without the code; at least one, may be empty
 */
public record SmtpReply(int code, List<String> lines) {
    private static final Pattern ENHANCED =
            Pattern.compile("([245])\\.([0-9]{1,3}\\.[0-9]{1,3})(?: .*)?", Pattern.DOTALL);
    private static final int LONGEST = 500;

    public SmtpReply {
        lines = List.copyOf(lines);
    }

    public boolean isPositive() {
        return code / 100 == 2;
    }

    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The enhanced status code without its class, {@code 0.0} if there is none that fits the code (RFC 2034 §4). */
    public String status() {
        var matcher = ENHANCED.matcher(lines.get(0));
        return matcher.matches() && Integer.parseInt(matcher.group(1)) == code / 100 ? matcher.group(2) : "0.0";
    }

    /**
     * Returns all of it in one line of printable characters, cut if it is long: a peer must not write our logs and notices. The enhanced status
     * code, which each line begins with (RFC 2034 §4), stands there once.
     */
    public String text() {
        Optional<String> status = enhanced(lines.get(0));
        String joined = IntStream.range(0, lines.size())
                .mapToObj(i ->
                        i > 0 && status.isPresent() && enhanced(lines.get(i)).equals(status)
                                ? lines.get(i).substring(status.get().length())
                                : lines.get(i))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
        String text = Printable.of(code + " " + joined).strip();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    /** The enhanced status code that the line begins with. */
    private static Optional<String> enhanced(String line) {
        var matcher = ENHANCED.matcher(line);
        return matcher.matches() ? Optional.of(matcher.group(1) + "." + matcher.group(2)) : Optional.empty();
    }
}
