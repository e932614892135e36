package dev.postern.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.mail.BodyPart;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.apache.mailet.base.test.FakeMailContext;

/** A notice as its reader gets it, parsed back from its octets. */
record Notice(MimeMessage message, String text, String status, String headers) {

    static Notice of(MimeMessage sent) {
        try {
            var octets = new ByteArrayOutputStream();
            sent.writeTo(octets);
            var message = new MimeMessage(null, new ByteArrayInputStream(octets.toByteArray()));
            var report = (MimeMultipart) message.getContent();
            return new Notice(
                    message,
                    (String) report.getBodyPart(0).getContent(),
                    octets(report.getBodyPart(1)),
                    octets(report.getBodyPart(2)));
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }

    static Notice last(FakeMailContext context) {
        List<FakeMailContext.SentMail> sent = context.getSentMails();
        return of(sent.get(sent.size() - 1).getMsg());
    }

    private static String octets(BodyPart part) throws MessagingException, IOException {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
