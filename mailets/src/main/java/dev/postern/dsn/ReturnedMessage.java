package dev.postern.dsn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.InternetHeaders;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeUtility;
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

    private static final String ENCODING = "quoted-printable";

    private ReturnedMessage() {}

    /**
     * Empty if the message cannot be read: the DSN must go out even so.
     *
     * @param mayBeInFull false where the content was not to travel unprotected, as the way back may be
     */
    static Optional<MimeBodyPart> of(Mail mail, boolean mayBeInFull) {
        try {
            boolean inFull = mayBeInFull
                    && RequestedNotifications.of(mail).includesContent()
                    && mail.getMessageSize() <= LONGEST_IN_FULL;
            return Optional.of(inFull ? inFull(mail) : headers(mail));
        } catch (MessagingException | IOException | RuntimeException e) {
            LOGGER.warn("Could not read {} for its DSN; sending the DSN without its header", mail.getName(), e);
            return Optional.empty();
        }
    }

    private static MimeBodyPart inFull(Mail mail) throws MessagingException, IOException {
        var octets = new ByteArrayOutputStream();
        mail.getMessage().writeTo(octets);
        byte[] message = octets.toByteArray();
        boolean eightBit = false;
        for (byte octet : message) {
            eightBit |= octet < 0;
        }
        var part = new MimeBodyPart(new InternetHeaders(), message);
        part.setHeader("Content-Type", "message/rfc822");
        part.setHeader(
                "Content-Transfer-Encoding", eightBit ? "8bit" : "7bit"); // no other may stand here (RFC 2046 §5.2.1)
        return part;
    }

    private static MimeBodyPart headers(Mail mail) throws MessagingException, IOException {
        // Encoded, as a header may hold 8-bit octets and lines of any length (RFC 5322 §2.1.1).
        var encoded = new ByteArrayOutputStream();
        try (var out = MimeUtility.encode(encoded, ENCODING)) {
            out.write(lines(mail));
        }
        var part = new MimeBodyPart(new InternetHeaders(), encoded.toByteArray());
        part.setHeader("Content-Type", "text/rfc822-headers");
        part.setHeader("Content-Transfer-Encoding", ENCODING);
        return part;
    }

    private static byte[] lines(Mail mail) throws MessagingException {
        var octets = new ByteArrayOutputStream();
        var lines = mail.getMessage().getAllHeaderLines();
        while (lines.hasMoreElements() && octets.size() < MOST_OCTETS) {
            octets.writeBytes((lines.nextElement() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        return octets.toByteArray();
    }
}
