package dev.postern.dsn;

import dev.postern.utf8.SmtpUtf8Request;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.InternetHeaders;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeUtility;
import org.apache.james.server.core.MimeMessageInputStream;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a DSN by which the sender knows the message again (RFC 6522 §3): its headers; or all of it if the sender
 * asked for that (RFC 3461 §4.3) and it may travel.
 */
final class ReturnedMessage {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReturnedMessage.class);
    private static final int MOST_OCTETS = 64 * 1024;
    /** A longer one is known by its headers too, and its sender has it. */
    private static final long LONGEST_IN_FULL = 1024 * 1024;

    /** Of one octet in full: the part, and the copies that James makes when the DSN is sent. */
    private static final int BYTES_PER_OCTET = 6;

    static final String ENCODING = "Content-Transfer-Encoding";
    static final String EIGHT_BIT = LineForm.EIGHT_BIT.encoding();
    static final String QUOTED_PRINTABLE = LineForm.UNSENDABLE.encoding();

    private ReturnedMessage() {}

    /** Returns how much memory the whole message takes as a part of a DSN; empty if it is not to be in it, or cannot be read. */
    static Optional<Long> memoryInFull(Mail mail) {
        try {
            return Optional.of(mail.getMessageSize())
                    .filter(octets -> octets <= LONGEST_IN_FULL
                            && RequestedNotifications.of(mail).includesContent())
                    .map(octets -> octets * BYTES_PER_OCTET);
        } catch (MessagingException | RuntimeException e) {
            LOGGER.warn("Could not read the size of {} for its DSN; sending its header at most", mail.getName(), e);
            return Optional.empty();
        }
    }

    /** Returns the part; empty if the message cannot be read: the DSN must go out even so. */
    static Optional<MimeBodyPart> of(Mail mail, boolean inFull) {
        try {
            return Optional.of(inFull ? inFull(mail) : headers(mail));
        } catch (MessagingException | IOException | RuntimeException e) {
            LOGGER.warn("Could not read {} for its DSN; sending the DSN without its header", mail.getName(), e);
            return Optional.empty();
        }
    }

    private static MimeBodyPart inFull(Mail mail) throws MessagingException, IOException {
        byte[] message;
        try (var in = new MimeMessageInputStream(mail.getMessage())) {
            message = in.readAllBytes();
        }
        var part = new MimeBodyPart(new InternetHeaders(), message);
        part.setHeader("Content-Type", isInternational(mail) ? "message/global" : "message/rfc822");
        part.setHeader(
                ENCODING,
                LineForm.isEightBit(message) ? EIGHT_BIT : "7bit"); // no other may stand here (RFC 2046 §5.2.1)
        return part;
    }

    private static MimeBodyPart headers(Mail mail) throws MessagingException, IOException {
        byte[] lines = lines(mail);
        var form = LineForm.of(lines);
        byte[] written = lines;
        if (form == LineForm.UNSENDABLE) { // by SMTP as it is: only encoded can it be shown
            var encoded = new ByteArrayOutputStream();
            try (var out = MimeUtility.encode(encoded, QUOTED_PRINTABLE)) {
                out.write(lines);
            }
            written = encoded.toByteArray();
        }
        var part = new MimeBodyPart(new InternetHeaders(), written);
        part.setHeader("Content-Type", isInternational(mail) ? "message/global-headers" : "text/rfc822-headers");
        part.setHeader(ENCODING, form.encoding());
        return part;
    }

    /** Returns whether it came as an internationalized message, and the DSN goes back as one (RFC 6533 §4). */
    private static boolean isInternational(Mail mail) {
        return SmtpUtf8Request.isMarked(mail) && InternationalSender.is(mail.getMaybeSender());
    }

    /** Reads no more than it returns: a field, and a line, may be as long as a header section. */
    private static byte[] lines(Mail mail) throws MessagingException, IOException {
        var octets = new ByteArrayOutputStream();
        try (var in = new BufferedInputStream(new MimeMessageInputStream(mail.getMessage()))) {
            boolean blank = true; // nothing but CR since the last line end
            for (int octet = in.read(); octet >= 0 && octets.size() < MOST_OCTETS; octet = in.read()) {
                if (octet == '\n' && blank) {
                    break;
                }
                octets.write(octet);
                blank = octet == '\n' || (blank && octet == '\r');
            }
        }
        return octets.toByteArray();
    }
}
