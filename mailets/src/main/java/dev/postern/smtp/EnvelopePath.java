package dev.postern.smtp;

import dev.postern.inbound.RelayRule;
import dev.postern.utf8.InternationalAddress;
import dev.postern.utf8.InternationalPath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.protocols.smtp.SMTPSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the argument of MAIL and RCPT into a form that James reads.
 *
 * <p>A local part with dots where none may be (RFC 5321 §4.1.2), as some Japanese mobile operators gave them out, is put in
 * quotes, which means the same, as Postfix sends it on; a second dot is quoted once more, as James accepts no two dots:
 * {@code a..b@x.test} becomes {@code "a.\.b"@x.test}, and leaves as {@code "a..b"@x.test}. An address of an own
 * server without brackets gets them if the configuration says so. {@link ObsoletePath} strips source routes and final dots;
 * {@link InternationalPath} reads an address beyond ASCII.
 */
final class EnvelopePath {
    private static final Logger LOGGER = LoggerFactory.getLogger(EnvelopePath.class);
    private static final Pattern ARGUMENT = Pattern.compile("((?i:FROM|TO)\\s*:\\s*)(.*)", Pattern.DOTALL);
    private static final Pattern WITHOUT_BRACKETS = Pattern.compile("([^<>\\s]+)(\\s.*)?", Pattern.DOTALL);
    private static final Pattern BRACKETED =
            Pattern.compile("<([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+)@([^<>@]+>.*)", Pattern.DOTALL);

    private static final Pattern BEHIND_LITERAL = Pattern.compile(
            "(?i:FROM|TO)\\s*:\\s*<\\s*+(?:\"(?:[^\"\\\\<>]|\\\\[^<>])*+\"|[^\"<>@\\s]++)@\\[[^\\]<>]*+\\]\\s*+[^>\\s].*",
            Pattern.DOTALL);

    /** In xtext (RFC 3461 §4.2), in which quotes and backslashes stand as they are. */
    private static final Pattern ORIGINAL = Pattern.compile("((?i:ORCPT=rfc822;))([A-Za-z0-9!#$%&'*+/?^_`{|}~.-]+)@");

    private static final Pattern SECOND_DOT = Pattern.compile("(?<=\\.)\\.");

    private EnvelopePath() {}

    /**
     * Returns the argument in that form.
     *
     * @param utf8 whether MAIL has, or had, the parameter SMTPUTF8
     * @return empty if it has characters beyond ASCII that it may not have, or that make no address
     */
    static Optional<String> readable(SMTPSession session, RelayRule relay, String argument, boolean utf8) {
        Matcher parts = ARGUMENT.matcher(argument);
        if (InternationalAddress.isBeyondAscii(argument)) {
            return Optional.of(parts)
                    .filter(any -> utf8 && any.matches() && !PathLength.isExceeded(argument, end(argument)))
                    .flatMap(any -> InternationalPath.readable(ObsoletePath.stripped(any.group(2)))
                            .map(path -> any.group(1) + quoted(path)));
        }
        return Optional.of(readable(session, relay, argument, parts));
    }

    /** Returns whether text stands behind an address literal, such as another domain, which James would leave out. */
    static boolean hasTextBehindLiteral(String argument) {
        return BEHIND_LITERAL.matcher(argument).matches();
    }

    private static int end(String argument) {
        return argument.indexOf('>', Math.max(argument.indexOf('<'), 0));
    }

    private static String readable(SMTPSession session, RelayRule relay, String argument, Matcher parts) {
        if (!parts.matches()) {
            return argument;
        }
        String path = parts.group(2);
        if (relay.lenient() && session.isRelayingAllowed()) {
            path = withBrackets(session, path);
        }
        return parts.group(1) + quoted(ObsoletePath.stripped(path));
    }

    private static String withBrackets(SMTPSession session, String path) {
        Matcher parts = WITHOUT_BRACKETS.matcher(path);
        if (!parts.matches()) {
            return path;
        }
        LOGGER.info("Session {}: added the brackets to an address of an own server", session.getSessionID());
        return "<" + parts.group(1) + ">" + (parts.group(2) == null ? "" : parts.group(2));
    }

    private static String quoted(String path) {
        Matcher parts = BRACKETED.matcher(path);
        return parts.matches()
                ? "<" + quotedLocalPart(parts.group(1)) + "@"
                        + ORIGINAL.matcher(parts.group(2))
                                .replaceFirst(original -> Matcher.quoteReplacement(
                                        original.group(1) + quotedLocalPart(original.group(2)) + "@"))
                : path;
    }

    private static String quotedLocalPart(String localPart) {
        return hasDotsAstray(localPart) ? '"' + SECOND_DOT.matcher(localPart).replaceAll("\\\\.") + '"' : localPart;
    }

    private static boolean hasDotsAstray(String localPart) {
        return localPart.startsWith(".") || localPart.endsWith(".") || localPart.contains("..");
    }
}
