package dev.postern.matchers;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.mailet.base.test.FakeMail;

/** Messages in the mailet pipeline. */
public final class Messages {
    private Messages() {}

    /** To bob at our own domain. */
    public static FakeMail message(String sender, String... headerLines) throws MessagingException {
        String text = String.join("\r\n", headerLines) + "\r\n\r\nhello\r\n";
        var builder = FakeMail.builder()
                .name("Mail1")
                .recipients("bob@example.org", "alice@example.org")
                .mimeMessage(new MimeMessage(null, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        return (sender.isEmpty() ? builder : builder.sender(sender)).build();
    }
}
