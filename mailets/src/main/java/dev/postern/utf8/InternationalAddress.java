package dev.postern.utf8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which characters an address may have (RFC 6531 §3.3), and writes local parts beyond ASCII, which James accepts in quotes only,
 * without them.
 */
public final class InternationalAddress {
    private static final int REPLACEMENT = 0xFFFD;

    /** An atom of RFC 5321 §4.1.2, with the characters that RFC 6531 §3.3 adds to it. */
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+";

    private static final Pattern NEEDLESS_QUOTES =
            Pattern.compile("\"(" + ATOM + "(?:\\." + ATOM + ")*)\"(@.*)", Pattern.DOTALL);

    /** An unquoted local part, with dots anywhere. */
    static final Pattern UNQUOTED = Pattern.compile("(?:" + ATOM + "|\\.)+");

    private InternationalAddress() {}

    /** Returns whether the text has a character beyond ASCII, so that only SMTPUTF8 can carry it. */
    public static boolean isBeyondAscii(String text) {
        return !text.chars().allMatch(c -> c < 128);
    }

    /**
     * Returns whether no character of the text is a control character, a line or paragraph separator, half a surrogate pair or unassigned.
     * In quotes James accepts control characters, with which a sender could say commands of his own to the next server.
     */
    public static boolean isSendable(String text) {
        return text.codePoints().allMatch(c -> c >= ' ' && c != 0x7f && !isUnsafeBeyondAscii(c));
    }

    private static boolean isUnsafeBeyondAscii(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** Returns whether the text may be part of an address that a client says: also none of it was lost when it was decoded. */
    static boolean isReadable(String text) {
        return isSendable(text) && text.codePoints().noneMatch(c -> c == REPLACEMENT);
    }

    /** Returns the address without quotes around its local part, if there are some that only characters beyond ASCII made necessary. */
    public static String withoutNeedlessQuotes(String address) {
        if (!isBeyondAscii(address)) {
            return address;
        }
        Matcher parts = NEEDLESS_QUOTES.matcher(address);
        return parts.matches() && isBeyondAscii(parts.group(1)) ? parts.group(1) + parts.group(2) : address;
    }
}
