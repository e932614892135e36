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
 * Closes a connection after {@link #LIMIT} commands in it were answered 4xx or 5xx since the last DATA that was let
 * through, so that nobody guesses recipients or keeps a connection with nonsense. Safe for any thread.
 */
public final class ErrorLimit implements ProtocolHandlerResultHandler<Response, SMTPSession> {
    static final int LIMIT = 20;

    private static final AttachmentKey<Integer> ERRORS = AttachmentKey.of("dev.postern.errors", Integer.class);

    @Override
    public @Nullable Response onResponse(
            ProtocolSession session, @Nullable Response response, long executionTime, ProtocolHandler handler) {
        // James asks again for the line that held the command; the command is counted.
        if (response == null || !(handler instanceof CommandHandler)) {
            return response;
        }
        if (SMTPRetCode.DATA_READY.equals(response.getRetCode())) {
            session.setAttachment(ERRORS, 0, State.Connection);
        } else if (response.getRetCode().startsWith("4")
                || response.getRetCode().startsWith("5")) {
            if (handler instanceof MailCommand && Reply.NO_ROOM.code().equals(response.getRetCode())) {
                return response; // our doing; who has much to send is not to be told of errors
            }
            int errors = session.getAttachment(ERRORS, State.Connection).orElse(0) + 1;
            session.setAttachment(ERRORS, errors, State.Connection);
            if (errors > LIMIT) {
                return closing();
            }
        }
        return response;
    }

    private static Response closing() {
        var response = new SMTPResponse(SMTPRetCode.SERVICE_NOT_AVAILABLE, "4.7.0 Too many errors, closing connection");
        response.setEndSession(true);
        return response;
    }
}
