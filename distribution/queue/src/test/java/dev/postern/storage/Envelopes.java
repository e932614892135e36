package dev.postern.storage;

import java.nio.file.Path;
import javax.mail.MessagingException;
import javax.mail.internet.AddressException;
import org.apache.james.server.core.MailImpl;

/** Messages to be stored. */
final class Envelopes {
    private Envelopes() {}

    static MailImpl.Builder mail() throws AddressException {
        return named("Mail1790000000-1");
    }

    /** With the content of a file. */
    static MailImpl mail(String name, Path content) throws MessagingException {
        MailImpl mail = named(name).build();
        mail.setMessageContent(new ContentFile(content));
        return mail;
    }

    private static MailImpl.Builder named(String name) throws AddressException {
        return MailImpl.builder().name(name).addRecipients("one@adatum.test", "two@adatum.test");
    }
}
