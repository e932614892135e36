package dev.postern.intake;

import dev.postern.inbound.ClientTls;
import dev.postern.utf8.SmtpUtf8Hook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.smtpserver.ExtendedSMTPSession;
import org.jspecify.annotations.Nullable;

/**
 * Puts our {@link ReceivedField} before the first line of a message, in the place of James's
 * {@code ReceivedDataLineFilter}, which asks the DNS for the client's name and knows nothing of TLS. Safe for any thread.
 */
public final class ReceivedHeaderFilter implements BlockFilter {
    private static final AttachmentKey<Boolean> WRITTEN =
            AttachmentKey.of("dev.postern.received-written", Boolean.class);

    private final Clock clock;

    @Inject
    public ReceivedHeaderFilter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        if (session.getAttachment(WRITTEN, State.Transaction).isEmpty()) {
            session.setAttachment(WRITTEN, true, State.Transaction);
            for (byte[] ours : before(session, line)) {
                Response response = next.onLine(session, ours);
                if (response != null) {
                    return response;
                }
            }
        }
        return next.onLine(session, line);
    }

    private List<byte[]> before(SMTPSession session, byte[] firstLine) {
        List<String> ours = new ArrayList<>(field(session).lines());
        // Above the first line there is no field but ours, which the client must not continue: what follows is body.
        if (ContentLine.isFolded(firstLine)) {
            ours.add("");
        }
        return ours.stream()
                .map(line -> (line + "\r\n").getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    private ReceivedField field(SMTPSession session) {
        List<MailAddress> recipients =
                session.getAttachment(SMTPSession.RCPT_LIST, State.Transaction).orElse(List.of());
        return new ReceivedField(
                session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection),
                session.getAttachment(SMTPSession.CURRENT_HELO_MODE, State.Connection)
                        .filter("EHLO"::equals)
                        .isPresent(),
                SmtpUtf8Hook.isRequested(session),
                session.getUsername() != null,
                session.getRemoteAddress().getAddress(),
                session.getConfiguration().getHelloName(),
                messageId(session),
                ClientTls.of(session),
                recipients.size() == 1 ? Optional.of(recipients.get(0).asString()) : Optional.empty(),
                ZonedDateTime.now(clock));
    }

    /** The name that the message will have here, by which the log finds it. */
    static String messageId(SMTPSession session) {
        MimeMessageInputStreamSource message =
                session instanceof ExtendedSMTPSession extended ? extended.getMimeMessageWriter() : null;
        return message == null ? session.getSessionID() : message.getSourceId();
    }
}
