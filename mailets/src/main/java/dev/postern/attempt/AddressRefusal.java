package dev.postern.attempt;

import dev.postern.smtpclient.Cause;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes replies that reject our IPv6 address for what it lacks: a PTR record, a place in an SPF record, or being IPv4. An IPv4
 * address of ours may have all of that. What a server says against the recipient, the sender or the message is none of them, and
 * neither is a blocklist: that one is not evaded by another address.
 */
public final class AddressRefusal {
    /** RFC 7372 §3: SPF, reverse DNS, several kinds of authentication. */
    private static final Set<String> OF_ADDRESS = Set.of("7.23", "7.25", "7.26");
    /** No status, and what RFC 3463 §3.8 has for a policy; all others have a meaning of their own. */
    private static final Set<String> OF_NOTHING_ELSE = Set.of("0.0", "5.0", "7.0", "7.1");

    /** An address repeats what a sender wrote. */
    private static final Pattern MAIL_ADDRESS = Pattern.compile("<[^>]*>|\\S*@\\S*");

    private static final Pattern LACK = Pattern.compile("\\bptr\\b|\\brdns\\b|\\bipv6\\b|\\bip lookup failed\\b"
            + "|\\bip name lookup failed\\b"
            + "|\\breverse[- ]?(dns|lookup|(ip )?(host ?)?name|mapping|record|entry|resol\\w+|delegation|zone)\\b"
            + "|cannot (find|resolve) your (ip |reverse )?(host ?name|address)"
            + "|no (valid )?(host ?)?name (found )?for your (ip )?address");

    private static final Pattern RECIPIENT = Pattern.compile(
            "\\b(no such|unknown|invalid|nonexistent|unrouteable) (local )?(user|recipient|mailbox|account|address|person)\\b"
                    + "|\\b(user|recipient|mailbox|account)\\b[^.;]{0,40}\\b(unknown|not found|disabled|inactive|full"
                    + "|unavailable|does(n't| not) exist|not exist)\\b");

    private AddressRefusal() {}

    /** Returns whether the cause is such a reply, to whichever command. */
    public static boolean isIn(Cause cause) {
        if (!cause.replied()) {
            return false;
        }
        String status = cause.status();
        if (OF_ADDRESS.contains(status)) {
            return true;
        }
        String words = MAIL_ADDRESS.matcher(cause.reason()).replaceAll("").toLowerCase(Locale.ROOT);
        return OF_NOTHING_ELSE.contains(status)
                && LACK.matcher(words).find()
                && !RECIPIENT.matcher(words).find();
    }
}
