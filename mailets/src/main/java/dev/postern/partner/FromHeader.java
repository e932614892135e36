package dev.postern.partner;

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
 * Whom a message's From field names (RFC 5322 §3.6.2), read so that whatever a mail program might show as the author's
 * address is found.
 *
 * <p>A well-formed field names the domain of every address in it, of groups (RFC 6854) and of obsolete routes too. What
 * stands in quotes, in comments or in encoded words before an address in angle brackets is a display name and names
 * nobody; an unquoted address there does. A field without any {@code @}, and a message without the field, name whom Sender,
 * Resent-From and Resent-Sender name, which mail programs show then; beside a From field that names somebody these are not
 * read, as lists and forwarders write them.
 *
 * <p>Everything else is malformed: more than one From field, control characters, an address that is no address, encoded
 * words in the place of an address, a header section longer than a mebibyte. Then every domain in it that follows an
 * {@code @} counts as named, and who enforces a rule by this field should refuse the message.
 *
 * @param domains whom it names, in order
 * @param malformed why nobody can say whom it names, if so
 */
public record FromHeader(Set<DnsName> domains, Optional<String> malformed) {

    /** What mail programs show for want of a From field (RFC 5322 §3.6.2, §3.6.6). */
    private static final List<String> IN_THE_PLACE_OF_FROM = List.of("sender", "resent-from", "resent-sender");

    private static final FromHeader NOBODY = new FromHeader(Set.of(), Optional.empty());

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

    static FromHeader of(HeaderFields header) {
        List<FieldText> fields =
                header.named("from").stream().map(FieldText::ofOctets).toList();
        if (!header.complete()) {
            return lookAlikes(fields, "the header section is longer than " + HeaderFields.LIMIT + " octets");
        }
        if (fields.size() > 1) {
            return lookAlikes(fields, "there are " + fields.size() + " From fields");
        }
        FromHeader from = fields.stream().findFirst().map(FromHeader::of).orElse(NOBODY);
        return from.equals(NOBODY) ? inItsPlace(header) : from;
    }

    /** Malformed or twice, these are no reason to reject a message: they only name whom they may name. */
    private static FromHeader inItsPlace(HeaderFields header) {
        Set<DnsName> domains = new LinkedHashSet<>();
        IN_THE_PLACE_OF_FROM.stream()
                .flatMap(name -> header.named(name).stream())
                .map(FieldText::ofOctets)
                .forEach(field -> domains.addAll(of(field).domains()));
        return new FromHeader(domains, Optional.empty());
    }

    private static FromHeader of(FieldText field) {
        if (!field.mayHoldAddress()) {
            return NOBODY;
        }
        try {
            return new FromHeader(MailboxList.domains(field), Optional.empty());
        } catch (MailboxList.Malformed e) {
            return lookAlikes(List.of(field), e.reason());
        }
    }

    private static FromHeader lookAlikes(List<FieldText> fields, String reason) {
        Set<DnsName> domains = new LinkedHashSet<>();
        fields.forEach(field -> domains.addAll(field.lookAlikes()));
        return new FromHeader(domains, Optional.of(reason));
    }
}
