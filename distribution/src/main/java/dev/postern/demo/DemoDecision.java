package dev.postern.demo;

import java.util.regex.Pattern;

/** A line of the gateway's decision log, read as an administrator would: by its {@code key=value} pairs. */
record DemoDecision(String line) {
    private static final String LOGGER = " dev.postern.decision ";

    static boolean isOne(String line) {
        return line.contains(LOGGER);
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

    /** The decision and its reason, such as {@code deferred (wanted secure, TLS none), starttls-not-supported: ...}. */
    String words() {
        String tls = value("version").equals("none") ? "no TLS" : value("version") + " " + value("cipher");
        String token = value("token");
        return value("verdict") + " (level " + value("wanted") + ", " + tls + ", certificate " + value("certificate")
                + ")" + (token.isEmpty() ? ": " : ", " + token + ": ") + value("reason");
    }
}
