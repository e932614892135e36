package dev.postern.recipient;

import dev.postern.utf8.InternationalAddress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Identifies a recipient. Two are equal if their local parts are, letter for letter, and their domains in any case: only
 * the recipient's own server may decide that {@code Bob} is {@code bob} (RFC 5321 §2.4). {@link MailAddress} ignores case
 * in both parts, so that one of two such recipients disappears wherever it is a key.
 */
public record Recipient(MailAddress address) {

    /** Returns the recipients of a message in their order, each once. */
    public static List<Recipient> of(Mail mail) {
        return of(mail.getRecipients());
    }

    /** Returns these addresses in their order, each once. */
    public static List<Recipient> of(Collection<MailAddress> addresses) {
        return addresses.stream().map(Recipient::new).distinct().toList();
    }

    /** Returns the addresses of these recipients, in their order. */
    public static List<MailAddress> addresses(Collection<Recipient> recipients) {
        return recipients.stream().map(Recipient::address).toList();
    }

    /** Returns a predicate that accepts exactly these addresses. */
    public static Predicate<MailAddress> isOneOf(Collection<MailAddress> addresses) {
        Set<Recipient> all = addresses.stream().map(Recipient::new).collect(Collectors.toSet());
        return address -> all.contains(new Recipient(address));
    }

    /** Removes these recipients from a message. */
    public static void remove(Mail mail, Collection<MailAddress> settled) {
        mail.setRecipients(
                mail.getRecipients().stream().filter(isOneOf(settled).negate()).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recipient that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Returns the address as RCPT TO carries it, with its domain in lower case. */
    @Override
    public String toString() {
        return text(address);
    }

    /**
     * Returns an address as SMTP carries it: without the second quoting of dots in quotes, and the quotes around characters beyond
     * ASCII, that James needs.
     */
    public static String text(MailAddress address) {
        String text = address.asString();
        return text.startsWith("\"") ? InternationalAddress.withoutNeedlessQuotes(text.replace("\\.", ".")) : text;
    }
}
