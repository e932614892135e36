package dev.postern.matchers;

import dev.postern.arrival.Arrival;
import java.util.Collection;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches all recipients of a message that came to us over TLS, of whatever version. A message without the record of
 * {@code TlsSessionMessageHook} did not: it was made here, or that hook is not configured. Safe for any thread.
 */
public final class ReceivedOverTls extends GenericMatcher {
    @Override
    public Collection<MailAddress> match(Mail mail) {
        return Arrival.of(mail).filter(Arrival::isOverTls).isPresent() ? mail.getRecipients() : List.of();
    }
}
