package dev.postern.sender;

import dev.postern.tls.DnsName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageInputStream;

/**
 * Finds the domains that a message's From field names (RFC 5322 §3.6.2): those of every address that a mail program
 * could show as the author's.
 *
 * <p>A well-formed field names the domain of every address in it, of groups (RFC 6854) and of obsolete routes too. What
 * stands in quotes, in comments or in encoded words before an address in angle brackets is a display name and names
 * nobody; an unquoted address there does. A field without any {@code @}, and a message without the field, name whom
 * Sender, Resent-From and Resent-Sender name, which mail programs show then; beside a From field that names somebody
 * these are not read, as lists and forwarders write them; but they are where a reader may see no From field, as it may
 * end the header section at a line that is no field ({@link HeaderFields#plain}).
 *
 * <p>Everything else is malformed: more than one From field, control characters, an address that is no address, encoded
 * words in the place of an address. Then every domain counts as named that follows an {@code @} in any reading of it
 * ({@link LookAlikes}), and so do those of Sender, Resent-From and Resent-Sender. A malformed field that names no
 * partner is accepted: it is common in ordinary mail.
 *
 * <p>A header section of more than a mebibyte, and a malformed field of more than {@link LookAlikes#LONGEST}
 * characters, is not read to its end. A caller that enforces a rule by this field should reject the message.
 *
 * @param domains whom it names, in order
 * @param malformed why it is not well-formed, if so
 * @param complete whether all of it was read
 */
public record FromHeader(Set<DnsName> domains, Optional<String> malformed, boolean complete) {

    /** The fields that mail programs show in the absence of a From field (RFC 5322 §3.6.2, §3.6.6). */
    private static final List<String> IN_THE_PLACE_OF_FROM = List.of("sender", "resent-from", "resent-sender");

    /**
     * The From field of a message as it stands in the stored bytes.
     *
     * @throws MessagingException if the message cannot be read
     */
    public static FromHeader of(MimeMessage message) throws MessagingException {
        try (InputStream in = new BufferedInputStream(new MimeMessageInputStream(message))) {
            return of(HeaderFields.read(in));
        } catch (IOException e) {
            throw new MessagingException("the message's header cannot be read", e);
        }
    }

    public static FromHeader of(HeaderFields header) {
        List<FieldText> fields =
                header.named("from").stream().map(FieldText::ofOctets).toList();
        if (!header.complete()) {
            return lookAlikes(fields, header, "the header section is longer than " + HeaderFields.LIMIT + " octets");
        }
        if (fields.size() > 1) {
            return lookAlikes(fields, header, "there are " + fields.size() + " From fields");
        }
        Optional<FieldText> field = fields.stream().findFirst().filter(FieldText::mayHoldAddress);
        if (field.isEmpty()) {
            return inItsPlace(header);
        }
        try {
            Set<DnsName> domains = MailboxList.domains(field.get());
            if (!domains.isEmpty() && header.plain()) {
                return new FromHeader(domains, Optional.empty(), true);
            }
            FromHeader others = inItsPlace(header);
            return new FromHeader(union(domains, others.domains()), Optional.empty(), others.complete());
        } catch (MalformedAddressException e) {
            return lookAlikes(fields, header, e.reason());
        }
    }

    /** Malformed or twice, these are no reason to reject a message: they only name whom they may name. */
    private static FromHeader inItsPlace(HeaderFields header) {
        List<FieldText> fields = IN_THE_PLACE_OF_FROM.stream()
                .flatMap(name -> header.named(name).stream())
                .map(FieldText::ofOctets)
                .toList();
        if (!areReadable(fields)) {
            return new FromHeader(Set.of(), Optional.empty(), false);
        }
        Set<DnsName> domains = new LinkedHashSet<>();
        fields.stream().filter(FieldText::mayHoldAddress).forEach(field -> domains.addAll(domains(field)));
        return new FromHeader(domains, Optional.empty(), true);
    }

    private static Set<DnsName> union(Set<DnsName> some, Set<DnsName> others) {
        Set<DnsName> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static Set<DnsName> domains(FieldText field) {
        try {
            return MailboxList.domains(field);
        } catch (MalformedAddressException e) {
            return field.lookAlikes();
        }
    }

    private static FromHeader lookAlikes(List<FieldText> fields, HeaderFields header, String reason) {
        FromHeader others = inItsPlace(header);
        Set<DnsName> domains = new LinkedHashSet<>();
        boolean readable = areReadable(fields);
        if (readable) {
            fields.forEach(field -> domains.addAll(field.lookAlikes()));
        }
        domains.addAll(others.domains());
        return new FromHeader(domains, Optional.of(reason), readable && others.complete() && header.complete());
    }

    /** Returns whether all readings of these fields may be looked at. */
    private static boolean areReadable(List<FieldText> fields) {
        return fields.stream().mapToLong(field -> field.text().length()).sum() <= LookAlikes.LONGEST;
    }
}
