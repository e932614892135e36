package dev.postern.smtp;

import java.util.List;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.StartTlsResponse;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPRetCode;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.esmtp.StartTlsCmdHandler;

/**
 * The STARTTLS command (RFC 3207), in place of James's own, which remembers the EHLO that came in clear text: after the
 * handshake James takes MAIL FROM without a new EHLO.
 *
 * <p>Once STARTTLS is accepted, nothing that the client said before it is known any more (RFC 3207 §4.2): the transaction,
 * the EHLO name and mode. What the server itself found out about the connection stays.
 */
public class StartTlsCommand extends StartTlsCmdHandler {
    private static final Response ALREADY_ENCRYPTED =
            new SMTPResponse(SMTPRetCode.BAD_SEQUENCE, "5.5.1 TLS is already active").immutable();

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        if (session.isTLSStarted()) {
            return ALREADY_ENCRYPTED;
        }
        Response response = super.onCommand(session, request);
        if (response instanceof StartTlsResponse) {
            // Taken out here because James's resetState() would carry them over.
            for (var key : List.of(SMTPSession.CURRENT_HELO_MODE, SMTPSession.CURRENT_HELO_NAME)) {
                session.removeAttachment(key, State.Connection);
            }
            session.resetState();
        }
        return response;
    }
}
