package dev.postern.smtp;

import java.util.Set;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
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
 * Closes a connection whose client sends more than so many commands that carry no mail, such as NOOP, RSET and EHLO, since the
 * last DATA that was let through: Postfix's {@code smtpd_junk_command_limit}. Every command counts but MAIL, RCPT, DATA and QUIT.
 *
 * <p>Parameter {@code limit}, default {@value #STANDARD}. Configured once, before any message; then safe for any thread.
 */
public final class JunkCommandLimit implements ProtocolHandlerResultHandler<Response, SMTPSession> {
    static final int STANDARD = 100;

    private static final Set<String> CARRY_MAIL = Set.of("MAIL", "RCPT", "DATA", "QUIT");
    private static final AttachmentKey<Integer> JUNK = AttachmentKey.of("dev.postern.junk-commands", Integer.class);

    private int limit = STANDARD;

    /** @throws ConfigurationException if {@code limit} is not above 0 */
    @Override
    public void init(Configuration configuration) throws ConfigurationException {
        limit = configuration.getInt("limit", STANDARD);
        if (limit <= 0) {
            throw new ConfigurationException(
                    getClass().getSimpleName() + ": limit must be a number above 0, and is " + limit);
        }
    }

    @Override
    public @Nullable Response onResponse(
            ProtocolSession session, @Nullable Response response, long executionTime, ProtocolHandler handler) {
        if (response == null || !(handler instanceof CommandHandler<?> command)) {
            return response;
        }
        if (SMTPRetCode.DATA_READY.equals(response.getRetCode())) {
            session.setAttachment(JUNK, 0, State.Connection);
        } else if (command.getImplCommands().stream().noneMatch(CARRY_MAIL::contains)) {
            int junk = session.getAttachment(JUNK, State.Connection).orElse(0) + 1;
            session.setAttachment(JUNK, junk, State.Connection);
            return junk > limit ? closing() : response;
        }
        return response;
    }

    private static Response closing() {
        var response = new SMTPResponse(
                SMTPRetCode.SERVICE_NOT_AVAILABLE, "4.7.0 Too many commands without a message, closing connection");
        response.setEndSession(true);
        return response;
    }
}
