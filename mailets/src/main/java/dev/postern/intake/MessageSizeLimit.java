package dev.postern.intake;

import dev.postern.address.AddressText;
import dev.postern.inbound.Reply;
import java.util.List;
import java.util.regex.Pattern;
import javax.inject.Inject;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.MailEnvelope;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.esmtp.EhloExtension;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailParametersHook;
import org.apache.james.protocols.smtp.hook.MessageHook;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces SIZE (RFC 1870) and rejects a larger message, at MAIL FROM if the client declares its size, else at its
 * end; defers a message for which there is no room now. Replaces James's {@code MailSizeEsmtpExtension}, which cannot
 * count beyond 2 GiB and reports an exceeded quota at the end of a message that is too large. 0 means no limit. Safe
 * for any thread.
 */
public final class MessageSizeLimit implements MailParametersHook, EhloExtension, BlockFilter, MessageHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageSizeLimit.class);
    private static final String PARAMETER = "SIZE";
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,20}"); // RFC 1870 §4
    private static final int DIGITS_OF_A_LONG = 18;

    private final Intake intake;

    @Inject
    public MessageSizeLimit(Intake intake) {
        this.intake = intake;
    }

    @Override
    public List<String> getImplementedEsmtpFeatures(SMTPSession session) {
        long limit = limit(session);
        return limit > 0 ? List.of(PARAMETER + " " + limit) : List.of();
    }

    @Override
    public String[] getMailParamNames() {
        return new String[] {PARAMETER};
    }

    @Override
    public HookResult doMailParameter(SMTPSession session, String name, String value) {
        if (!SIZE.matcher(value).matches()) {
            return Reply.SIZE_UNREADABLE.toHookResult();
        }
        String digits = value.replaceFirst("^0+(?=.)", "");
        if (digits.length() > DIGITS_OF_A_LONG || isTooLarge(session, Long.parseLong(digits))) {
            return refused(session, "announced as " + value);
        }
        // RFC 1870 §6.1 (2): not now, for want of room.
        if (!intake.hasRoomFor(Long.parseLong(digits))) {
            return Reply.NO_ROOM.toHookResult();
        }
        StorageReservation.announced(session, Long.parseLong(digits));
        return HookResult.DECLINED;
    }

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        boolean last = ContentLine.isLast(line);
        if (!last && !isTooLarge(session, session.currentMessageSize())) {
            session.setCurrentMessageSize(session.currentMessageSize() + line.length);
        }
        // Nothing more of a message that is refused is kept; its end is the next one's, which asks the hook below.
        return last || !isTooLarge(session, session.currentMessageSize()) ? next.onLine(session, line) : null;
    }

    @Override
    public HookResult onMessage(SMTPSession session, MailEnvelope mail) {
        return isTooLarge(session, session.currentMessageSize()) ? refused(session, "sent") : HookResult.DECLINED;
    }

    /** Returns whether the message of that session is too large: what is kept of it is cut short. */
    static boolean isExceeded(SMTPSession session) {
        return isTooLarge(session, session.currentMessageSize());
    }

    private static HookResult refused(SMTPSession session, String how) {
        LOGGER.info(
                "Session {}: rejecting a message from {}, {}: the limit is {} bytes",
                session.getSessionID(),
                AddressText.of(session.getRemoteAddress().getAddress()),
                how,
                limit(session));
        return Reply.MESSAGE_TOO_LARGE.toHookResult();
    }

    private static boolean isTooLarge(SMTPSession session, long size) {
        return limit(session) > 0 && size > limit(session);
    }

    private static long limit(SMTPSession session) {
        return session.getConfiguration().getMaxMessageSize();
    }
}
