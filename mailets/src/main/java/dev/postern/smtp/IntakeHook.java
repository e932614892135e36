package dev.postern.smtp;

import javax.inject.Inject;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;

/**
 * Back pressure: at MAIL FROM, before any content travels, nobody is let in while what they send could not be stored. The
 * reply is temporary, so that nothing bounces. An announced size is {@link MessageSizeLimit}'s. Safe for any thread.
 */
public final class IntakeHook implements MailHook {
    private final Intake intake;

    @Inject
    public IntakeHook(Intake intake) {
        this.intake = intake;
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        return intake.hasRoomFor(0) ? HookResult.DECLINED : Reply.NO_ROOM.toHookResult();
    }
}
