package dev.postern.matchers;

import dev.postern.dsn.Origin;
import java.util.Collection;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches the recipient of a DSN that the gateway itself wrote about a stranger's message: the address may be made up. A message
 * that entered by SMTP never matches, whatever its sender and header. No condition. Safe for any thread.
 */
public final class DsnToStranger extends GenericMatcher {
    @Override
    public Collection<MailAddress> match(Mail mail) {
        return Origin.of(mail).filter(Origin.STRANGERS_DSN::equals).isPresent() ? mail.getRecipients() : List.of();
    }
}
