package dev.postern.dsn;

import dev.postern.recipient.Recipient;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import javax.mail.Address;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.InternetHeaders;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.apache.james.core.MaybeSender;

/** Writes a report as a message: {@code multipart/report} of text, status fields and the header of the original (RFC 6522). */
final class DsnMessage {
    private DsnMessage() {}

    /**
     * @param hostname the gateway's own name
     * @param inFull whether the whole message is returned
     */
    static MimeMessage of(DeliveryReport report, String hostname, boolean inFull) throws MessagingException {
        var parts = new MimeMultipart("report; report-type=delivery-status");
        parts.addBodyPart(text(ReportText.of(report)));
        parts.addBodyPart(status(StatusFields.of(report, hostname)));
        Optional<MimeBodyPart> returned = ReturnedMessage.of(report.mail(), inFull);
        if (returned.isPresent()) {
            parts.addBodyPart(returned.get());
        }
        var dsn = new MimeMessage(Session.getInstance(new Properties()));
        dsn.setFrom(new InternetAddress("\"Mail gateway " + hostname + "\" <MAILER-DAEMON@" + hostname + ">"));
        addressed(dsn, report.mail().getMaybeSender());
        dsn.setSubject(report.gravest().subject());
        dsn.setSentDate(Date.from(report.attempted()));
        dsn.setHeader("Auto-Submitted", "auto-replied"); // RFC 3834 §5.1
        dsn.setContent(parts);
        dsn.saveChanges();
        if (returned.isPresent()
                && ReturnedMessage.EIGHT_BIT.equals(returned.get().getEncoding())) {
            dsn.setHeader(ReturnedMessage.ENCODING, ReturnedMessage.EIGHT_BIT); // as wide as its parts (RFC 2045 §6.4)
        }
        dsn.setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + hostname + ">");
        return dsn;
    }

    private static void addressed(MimeMessage dsn, MaybeSender sender) throws MessagingException {
        if (InternationalSender.is(sender)) {
            dsn.setHeader("To", "<" + sender.asOptional().map(Recipient::text).orElse("") + ">"); // RFC 6532 §3.2
            return;
        }
        dsn.setRecipients(
                MimeMessage.RecipientType.TO,
                sender.asStream()
                        .flatMap(address -> address.toInternetAddress().stream())
                        .toArray(Address[]::new));
    }

    private static MimeBodyPart text(String words) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(words, "UTF-8");
        return part;
    }

    private static MimeBodyPart status(String fields) throws MessagingException {
        var part = new MimeBodyPart(new InternetHeaders(), fields.getBytes(StandardCharsets.US_ASCII));
        part.setHeader("Content-Type", "message/delivery-status");
        return part;
    }
}
