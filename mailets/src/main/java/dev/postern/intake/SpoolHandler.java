package dev.postern.intake;

import dev.postern.inbound.Reply;
import javax.inject.Inject;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.smtpserver.SendMailHandler;
import org.apache.mailet.Mail;

/** Puts the message into the spool, and only then says 250: James's, with a reply of ours if it fails. Safe for any thread. */
public final class SpoolHandler extends SendMailHandler {
    @Inject
    public SpoolHandler(MailQueueFactory<?> queues) {
        super(queues);
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        HookResult result = super.onMessage(session, mail);
        return result.getResult().equals(HookReturnCode.ok()) ? result : Reply.NOT_STORED.toHookResult();
    }
}
