package dev.postern.delivery;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A server's reply (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param lines the text of each line, without the code; at least one, may be empty
 */
record SmtpReply(int code, List<String> lines) {
    private static final Pattern ENHANCED =
            Pattern.compile("([245])\\.([0-9]{1,3}\\.[0-9]{1,3})(?: .*)?", Pattern.DOTALL);
    private static final int LONGEST = 500;

    SmtpReply {
        lines = List.copyOf(lines);
    }

    boolean isPositive() {
        return code / 100 == 2;
    }

    boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The enhanced status code without its class, {@code 0.0} if there is none that fits the code (RFC 2034 §4). */
    String status() {
        var matcher = ENHANCED.matcher(lines.get(0));
        return matcher.matches() && Integer.parseInt(matcher.group(1)) == code / 100 ? matcher.group(2) : "0.0";
    }

    /** All of it in one line of printable characters, cut if it is long: a peer must not write our logs and notices. */
    String text() {
        String text = Printable.of(code + " " + String.join(" ", lines)).strip();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }
}
