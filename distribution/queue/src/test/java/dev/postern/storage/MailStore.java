package dev.postern.storage;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;

/** Messages in a repository's directory, for tests of other packages. */
public final class MailStore {
    private MailStore() {}

    public static Mail mail(String name, String sender) throws Exception {
        return MailImpl.builder()
                .name(name)
                .sender(sender)
                .addRecipient("alice@example.org")
                .mimeMessage(new MimeMessage(
                        null,
                        new ByteArrayInputStream("Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII))))
                .build();
    }

    public static void store(MessageDirectories directories, Path path, Mail mail) throws Exception {
        directories.open(path).store(mail);
    }
}
