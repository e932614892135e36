package dev.postern.dsn;

import com.google.common.base.Strings;
import dev.postern.text.Printable;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import javax.mail.internet.MimeUtility;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what a sender knows a message again: its subject, its date and whom it is from, as its header says. */
final class MessageIdentity {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageIdentity.class);
    private static final int LONGEST = 200;
    private static final int LABEL = 9;

    private MessageIdentity() {}

    /** Returns a paragraph about the message; empty if its header cannot be read: the DSN must go out even so. */
    static String of(Mail mail) {
        try {
            String sender = mail.getMaybeSender().asString("");
            return Stream.of(
                            line("Subject", header(mail, "Subject")),
                            line("Date", header(mail, "Date")),
                            line("From", header(mail, "From").or(() -> Optional.of(sender))))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining("", "This is about your message\n\n", "\n"));
        } catch (MessagingException | RuntimeException e) {
            LOGGER.warn(
                    "Could not read the header of {} for its DSN; sending the DSN without its subject",
                    mail.getName(),
                    e);
            return "";
        }
    }

    private static Optional<String> header(Mail mail, String name) throws MessagingException {
        return Optional.ofNullable(mail.getMessage().getHeader(name))
                .map(values -> decoded(utf8(values[0])))
                .filter(text -> !text.isBlank());
    }

    /** James reads a header's octets as ISO-8859-1; those beyond ASCII are UTF-8 (RFC 6532) wherever they can be. */
    private static String utf8(String value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    private static Optional<String> line(String label, Optional<String> text) {
        return text.filter(value -> !value.isEmpty())
                .map(value -> "    " + Strings.padEnd(label + ":", LABEL, ' ') + value + "\n");
    }

    /** In one line: unfolded, its encoded words read, cut if it is long. */
    private static String decoded(String value) {
        String unfolded = MimeUtility.unfold(value);
        String text;
        try {
            text = MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException e) {
            text = unfolded; // a charset that nobody knows
        }
        String printable = Printable.of(text).strip();
        return printable.codePointCount(0, printable.length()) > LONGEST
                ? printable.substring(0, printable.offsetByCodePoints(0, LONGEST)) + "..."
                : printable;
    }
}
