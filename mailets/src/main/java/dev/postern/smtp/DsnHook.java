package dev.postern.smtp;

import dev.postern.inbound.KnownSenders;
import dev.postern.inbound.Reply;
import dev.postern.recipient.Recipient;
import dev.postern.recipient.RequestedDsn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HeloHook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailParametersHook;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;

/**
 * Offers DSN (RFC 3461) and keeps with each message what its sender wants to be told: RET and ENVID of MAIL, NOTIFY and ORCPT
 * of RCPT. For everyone but partners and own servers, whose envelope sender may be forged, {@link StrangersDsn} limits it.
 * James's own hooks end the session at a malformed value; here it is 501. Safe for any thread.
 */
public final class DsnHook implements HeloHook, MailParametersHook, RcptHook, JamesMessageHook {
    private static final AttachmentKey<Ret> RET = AttachmentKey.of("POSTERN_DSN_RET", Ret.class);
    private static final AttachmentKey<EnvId> ENVID = AttachmentKey.of("POSTERN_DSN_ENVID", EnvId.class);
    private static final AttachmentKey<Recipients> RECIPIENTS =
            AttachmentKey.of("POSTERN_DSN_RECIPIENTS", Recipients.class);

    private final KnownSenders senders;

    @Inject
    public DsnHook(KnownSenders senders) {
        this.senders = senders;
    }

    /** What was said of each recipient of one message; a session is one thread's at a time. */
    private record Recipients(Map<Recipient, RecipientDsnParameters> said) {}

    /** Forgets what an earlier MAIL said, which may have been refused. */
    static void forget(SMTPSession session) {
        session.removeAttachment(RET, State.Transaction);
        session.removeAttachment(ENVID, State.Transaction);
        session.removeAttachment(RECIPIENTS, State.Transaction);
    }

    @Override
    public Set<String> implementedEsmtpFeatures(SMTPSession session) {
        return Set.of("DSN");
    }

    @Override
    public HookResult doHelo(SMTPSession session, String helo) {
        return HookResult.DECLINED;
    }

    @Override
    public String[] getMailParamNames() {
        return new String[] {DsnParameters.RET_PARAMETER, DsnParameters.ENVID_PARAMETER};
    }

    @Override
    public HookResult doMailParameter(SMTPSession session, String name, String value) {
        if (name.equals(DsnParameters.RET_PARAMETER)) {
            return kept(session, RET, DsnParameterParser.ret(value));
        }
        return kept(session, ENVID, DsnParameterParser.envelopeId(value));
    }

    private static <T> HookResult kept(SMTPSession session, AttachmentKey<T> key, Optional<T> value) {
        value.ifPresent(known -> session.setAttachment(key, known, State.Transaction));
        return value.isPresent() ? HookResult.DECLINED : Reply.DSN_UNREADABLE.toHookResult();
    }

    @Override
    public Set<String> supportedParameters() {
        return Set.of(DsnParameters.NOTIFY_PARAMETER, DsnParameters.ORCPT_PARAMETER);
    }

    /** {@link RcptCommand} refused what is malformed. */
    @Override
    public HookResult doRcpt(
            SMTPSession session, MaybeSender sender, MailAddress recipient, Map<String, String> parameters) {
        var notify = Optional.ofNullable(parameters.get(DsnParameters.NOTIFY_PARAMETER))
                .flatMap(DsnParameterParser::notify);
        var original = Optional.ofNullable(parameters.get(DsnParameters.ORCPT_PARAMETER))
                .flatMap(DsnParameterParser::originalRecipient);
        var one = new Recipient(recipient);
        Recipients recipients =
                session.getAttachment(RECIPIENTS, State.Transaction).orElseGet(() -> new Recipients(new HashMap<>()));
        if (recipients.said().containsKey(one) && !isAccepted(session, one)) {
            recipients.said().remove(one); // of a RCPT that was rejected
        }
        RecipientDsnParameters.of(notify, original).ifPresent(said -> {
            recipients.said().putIfAbsent(one, said);
            session.setAttachment(RECIPIENTS, recipients, State.Transaction);
        });
        return HookResult.DECLINED;
    }

    private static boolean isAccepted(SMTPSession session, Recipient recipient) {
        return session.getAttachment(SMTPSession.RCPT_LIST, State.Transaction).stream()
                .flatMap(List::stream)
                .anyMatch(accepted -> new Recipient(accepted).equals(recipient));
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        boolean known = senders.isKnown(session, mail.getMaybeSender());
        new RequestedDsn(
                        session.getAttachment(ENVID, State.Transaction),
                        known ? session.getAttachment(RET, State.Transaction) : StrangersDsn.RET,
                        session.getAttachment(RECIPIENTS, State.Transaction)
                                .map(recipients -> known ? recipients.said() : StrangersDsn.limited(recipients.said()))
                                .orElse(Map.of()))
                .storeIn(mail);
        return HookResult.DECLINED;
    }
}
