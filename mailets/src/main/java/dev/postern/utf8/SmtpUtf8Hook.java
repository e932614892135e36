package dev.postern.utf8;

import java.util.Set;
import javax.inject.Inject;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;

/**
 * Offers SMTPUTF8 (RFC 6531) in the reply to EHLO while it can be offered, and marks the messages whose client asked for it. What was
 * announced to a session holds until its next EHLO. Safe for any thread.
 */
public final class SmtpUtf8Hook implements HeloHook, JamesMessageHook {
    public static final String KEYWORD = "SMTPUTF8";

    private static final AttachmentKey<Boolean> ANNOUNCED =
            AttachmentKey.of("dev.postern.smtp-utf8-announced", Boolean.class);
    private static final AttachmentKey<Boolean> REQUESTED =
            AttachmentKey.of("dev.postern.smtp-utf8-requested", Boolean.class);

    private final SmtpUtf8Offer offer;

    @Inject
    public SmtpUtf8Hook(SmtpUtf8Offer offer) {
        this.offer = offer;
    }

    /** Returns whether the session was told SMTPUTF8 in the reply to its last EHLO. */
    public static boolean isAnnounced(SMTPSession session) {
        return session.getAttachment(ANNOUNCED, State.Connection).orElse(false);
    }

    /** Returns whether the MAIL command of the transaction has the parameter. */
    public static boolean isRequested(SMTPSession session) {
        return session.getAttachment(REQUESTED, State.Transaction).orElse(false);
    }

    /** Notes whether the MAIL command that began the transaction has the parameter. */
    public static void begin(SMTPSession session, boolean requested) {
        session.setAttachment(REQUESTED, requested, State.Transaction);
    }

    @Override
    public HookResult doHelo(SMTPSession session, String helo) {
        session.setAttachment(ANNOUNCED, false, State.Connection);
        return HookResult.DECLINED;
    }

    /** Called for EHLO only, behind {@link #doHelo}. */
    @Override
    public Set<String> implementedEsmtpFeatures(SMTPSession session) {
        boolean offered = offer.isOffered();
        session.setAttachment(ANNOUNCED, offered, State.Connection);
        return offered ? Set.of(KEYWORD) : Set.of();
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        if (isRequested(session)) {
            SmtpUtf8Request.mark(mail);
        }
        return HookResult.DECLINED;
    }
}
