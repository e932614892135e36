package dev.postern.storage;

import javax.mail.internet.AddressException;
import org.apache.james.server.core.MailImpl;

/** Messages without content. */
final class Envelopes {
    private Envelopes() {}

    static MailImpl.Builder mail() throws AddressException {
        return MailImpl.builder().name("Mail1790000000-1").addRecipients("one@adatum.test", "two@adatum.test");
    }
}
