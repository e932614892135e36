package dev.postern.smtp;

import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.api.handler.ProtocolHandler;
import org.apache.james.protocols.api.handler.ProtocolHandlerResultHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPRetCode;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection after {@link #LIMIT} commands in it were answered 5xx since the last DATA that was let through, so that
 * nobody guesses recipients or keeps a connection with nonsense. A 4xx is our doing, such as too many recipients or a full
 * disk, and no error of the client's: {@link #DEFERRALS} of them are far beyond what one message has, as Postfix's {@code
 * smtpd_recipient_overshoot_limit}. Safe for any thread.
 */
public final class ErrorLimit implements ProtocolHandlerResultHandler<Response, SMTPSession> {
    static final int LIMIT = 20;
    static final int DEFERRALS = 10_000;

    private static final AttachmentKey<Integer> ERRORS = AttachmentKey.of("dev.postern.errors", Integer.class);
    private static final AttachmentKey<Integer> DEFERRED = AttachmentKey.of("dev.postern.deferrals", Integer.class);

    @Override
    public @Nullable Response onResponse(
            ProtocolSession session, @Nullable Response response, long executionTime, ProtocolHandler handler) {
        // James asks again for the line that held the command; the command is counted.
        if (response == null || !(handler instanceof CommandHandler)) {
            return response;
        }
        if (SMTPRetCode.DATA_READY.equals(response.getRetCode())) {
            session.setAttachment(ERRORS, 0, State.Connection);
            session.setAttachment(DEFERRED, 0, State.Connection);
            return response;
        }
        boolean tooMany = (response.getRetCode().startsWith("5") && count(session, ERRORS) > LIMIT)
                || (response.getRetCode().startsWith("4") && count(session, DEFERRED) > DEFERRALS);
        return tooMany ? closing() : response;
    }

    private static int count(ProtocolSession session, AttachmentKey<Integer> key) {
        int count = session.getAttachment(key, State.Connection).orElse(0) + 1;
        session.setAttachment(key, count, State.Connection);
        return count;
    }

    private static Response closing() {
        var response = new SMTPResponse(SMTPRetCode.SERVICE_NOT_AVAILABLE, "4.7.0 Too many errors, closing connection");
        response.setEndSession(true);
        return response;
    }
}
