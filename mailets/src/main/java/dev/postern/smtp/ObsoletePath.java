package dev.postern.smtp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Strips from the path of MAIL or RCPT what clients of old put there, and what Postfix strips too: a source route (RFC 5321 §4.1.1.3 and
 * appendix C), by which no mail is sent, and the dot at the end of a domain. What is left is the address that is judged, stored and sent on.
 */
final class ObsoletePath {
    private static final String AT_DOMAIN = "@(?:[A-Za-z0-9._-]+|\\[[A-Za-z0-9.:]+\\])";

    /** A mailbox must stand behind the route: {@code <@a:>} is no null sender. */
    private static final Pattern ROUTED =
            Pattern.compile("<" + AT_DOMAIN + "(?:," + AT_DOMAIN + ")*+:([^@>\\s].*)", Pattern.DOTALL);

    private static final Pattern MAILBOX = Pattern.compile(
            "(<(?:\"(?:[^\"\\\\<>]|\\\\[^<>])*+\"|[^\"<>@\\s]++)@[A-Za-z0-9._-]*?[A-Za-z0-9_-])\\.(>.*)",
            Pattern.DOTALL);

    private ObsoletePath() {}

    /** Returns the path, which begins with its opening bracket, with what stands behind the closing one. */
    static String stripped(String path) {
        Matcher routed = ROUTED.matcher(path);
        String mailbox = routed.matches() ? "<" + routed.group(1) : path;
        Matcher dotted = MAILBOX.matcher(mailbox);
        return dotted.matches() ? dotted.group(1) + dotted.group(2) : mailbox;
    }
}
