package dev.postern.delivery;

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
 * The part of a notice by which the sender knows the message again (RFC 6522 §3): its headers and nothing more, as the
 * content was not to travel unprotected, and the way back may be.
 */
final class ReturnedHeaders {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReturnedHeaders.class);
    private static final int MOST_OCTETS = 64 * 1024;
    private static final String ENCODING = "quoted-printable";

    private ReturnedHeaders() {}

    /** Empty if the message cannot be read: the notice must go out even so. */
    static Optional<MimeBodyPart> of(Mail mail) {
        try {
            // Encoded, as a header may hold 8-bit octets and lines of any length (RFC 5322 §2.1.1).
            var encoded = new ByteArrayOutputStream();
            try (var out = MimeUtility.encode(encoded, ENCODING)) {
                out.write(lines(mail));
            }
            var part = new MimeBodyPart(new InternetHeaders(), encoded.toByteArray());
            part.setHeader("Content-Type", "text/rfc822-headers");
            part.setHeader("Content-Transfer-Encoding", ENCODING);
            return Optional.of(part);
        } catch (MessagingException | IOException | RuntimeException e) {
            LOGGER.warn("the headers of {} cannot be read for a notice", mail.getName(), e);
            return Optional.empty();
        }
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
