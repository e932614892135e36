package dev.postern.tls;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUInputTooLongException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host or domain name in its one canonical form: A-labels, lower case, no trailing dot.
 *
 * <p>Two spellings of a name (case, trailing dot, U-label or A-label, full-width dots) have the same canonical form, so
 * that comparing canonical forms leaves no way around a rule. U-labels are converted per UTS #46 non-transitionally,
 * which is what IDNA2008 registries use (RFC 5891).
 *
 * @param ascii the canonical form
 */
public record DnsName(String ascii) {
    private static final int LONGEST = 253;
    /** Several times what a name needs before conversion, which takes quadratic time. */
    private static final int LONGEST_TEXT = 4 * LONGEST;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final IDNA UTS46 = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.NONTRANSITIONAL_TO_UNICODE);

    /** Returns the canonical form of a name, or empty if the text is no domain name (RFC 1035 §2.3.4, RFC 5890). */
    public static Optional<DnsName> parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        String name = text;
        if (!isAscii(name)) {
            var info = new IDNA.Info();
            try {
                name = UTS46.nameToASCII(name, new StringBuilder(), info).toString();
            } catch (ICUInputTooLongException e) {
                return Optional.empty();
            }
            if (info.hasErrors()) {
                return Optional.empty();
            }
        }
        name = name.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty() || name.length() > LONGEST) {
            return Optional.empty();
        }
        for (String label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        if (NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()) {
            return Optional.empty(); // RFC 1123 §2.1, RFC 3696 §2: an IPv4 address is no name
        }
        return Optional.of(new DnsName(name));
    }

    /** Returns whether this name lies below the other, at any depth; a name is not below itself. */
    public boolean isBelow(DnsName other) {
        return ascii.endsWith("." + other.ascii);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    @Override
    public String toString() {
        return ascii;
    }
}
