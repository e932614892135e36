package dev.postern.smtp;

import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.StartTlsResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.esmtp.StartTlsCmdHandler;

/**
 * James's STARTTLS, and after it the client must say EHLO again: the server "MUST discard any knowledge obtained from the
 * client" before the handshake (RFC 3207 §4.2), as anybody between may have said it. Safe for any thread.
 */
public final class StartTlsHandler extends StartTlsCmdHandler {
    @Override
    public Response onCommand(SMTPSession session, Request request) {
        Response response = super.onCommand(session, request);
        if (response instanceof StartTlsResponse) {
            session.removeAttachment(SMTPSession.CURRENT_HELO_MODE, State.Connection);
            session.removeAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection);
            session.resetState();
        }
        return response;
    }
}
