package dev.postern.domains;

import dev.postern.tls.DnsName;
import dev.postern.verification.RecipientList;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One entry of a list of recipients: {@code anna}, {@code anna@example.org}, or {@code @example.org} for everybody.
 *
 * @param localPart in the form in which it is compared; empty: everybody
 * @param domain empty: the domain that the list is for
 */
record RecipientEntry(Optional<String> localPart, Optional<DnsName> domain) {
    private static final int LONGEST = 64; // RFC 5321 §4.5.3.1.1
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    /** RFC 5321 §4.1.2: a Dot-string or a Quoted-string. */
    private static final Pattern LOCAL_PART =
            Pattern.compile(ATOM + "(?:\\." + ATOM + ")*|\"(?:[ !#-\\[\\]-~]|\\\\[ -~])+\"");

    /** Returns empty if the text is none. */
    static Optional<RecipientEntry> parse(String text) {
        int at = text.endsWith("\"") ? -1 : text.lastIndexOf('@');
        Optional<DnsName> domain = at < 0 ? Optional.empty() : DnsName.parse(text.substring(at + 1));
        if (at >= 0 && domain.isEmpty()) {
            return Optional.empty();
        }
        if (at == 0) {
            return Optional.of(new RecipientEntry(Optional.empty(), domain));
        }
        return Optional.of(at < 0 ? text : text.substring(0, at))
                .filter(local ->
                        local.length() <= LONGEST && LOCAL_PART.matcher(local).matches())
                .map(local -> new RecipientEntry(Optional.of(RecipientList.normal(local)), domain));
    }
}
