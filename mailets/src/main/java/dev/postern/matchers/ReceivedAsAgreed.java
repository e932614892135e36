package dev.postern.matchers;

import dev.postern.arrival.Arrival;
import java.util.Collection;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches all recipients of a message against which nothing was found when it arrived: the rule of every partner that it
 * claimed was kept, or it claimed none. It does not match a message that broke a rule, be that rule enforced or only
 * monitored, and none without the record of {@code TlsSessionMessageHook}. Safe for any thread.
 */
public final class ReceivedAsAgreed extends GenericMatcher {
    @Override
    public Collection<MailAddress> match(Mail mail) {
        return Arrival.of(mail)
                        .filter(arrival -> arrival.verdict() != Arrival.Verdict.VIOLATED)
                        .isPresent()
                ? mail.getRecipients()
                : List.of();
    }
}
