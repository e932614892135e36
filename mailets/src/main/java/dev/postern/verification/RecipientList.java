package dev.postern.verification;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The recipients of one domain that exist. Case does not matter, as in Postfix's relay_recipient_maps.
 *
 * @param localParts in small letters, without quotes
 * @param everybody whether the list has a catch-all
 * @param delimiter what separates the mailbox from the rest in a sub-address (RFC 5233): {@code anna+orders} is {@code anna}
 */
public record RecipientList(Set<String> localParts, boolean everybody, Optional<String> delimiter) {
    public RecipientList {
        localParts = Set.copyOf(localParts);
    }

    boolean contains(String localPart) {
        String name = normal(localPart);
        return everybody
                || localParts.contains(name)
                || mailbox(name).filter(localParts::contains).isPresent();
    }

    private Optional<String> mailbox(String name) {
        return delimiter.map(name::indexOf).filter(at -> at > 0).map(at -> name.substring(0, at));
    }

    /** Returns the form in which local parts are compared: {@code "Anna"} in quotes is {@code anna} (RFC 5321 §4.1.2). */
    public static String normal(String localPart) {
        boolean quoted = localPart.length() > 1 && localPart.startsWith("\"") && localPart.endsWith("\"");
        String plain = quoted ? localPart.substring(1, localPart.length() - 1).replaceAll("\\\\(.)", "$1") : localPart;
        return plain.toLowerCase(Locale.ROOT);
    }
}
