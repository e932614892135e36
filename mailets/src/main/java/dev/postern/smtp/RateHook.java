package dev.postern.smtp;

import dev.postern.inbound.Reply;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.apache.james.protocols.smtp.hook.RcptHook;

/**
 * Tempfails MAIL and RCPT of a client that sends more in a unit of time than it may (Postfix:
 * {@code smtpd_client_message_rate_limit}, {@code smtpd_client_recipient_rate_limit}). Safe for any thread.
 */
public final class RateHook implements MailHook, RcptHook {
    private final MailRates rates;

    @Inject
    public RateHook(MailRates rates) {
        this.rates = rates;
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        return rates.allowsMessage(session.getRemoteAddress().getAddress())
                ? HookResult.DECLINED
                : Reply.TOO_MUCH_MAIL.toHookResult();
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        return rates.allowsRecipient(session.getRemoteAddress().getAddress())
                ? HookResult.DECLINED
                : Reply.TOO_MANY_RECIPIENTS.toHookResult();
    }
}
