package dev.postern.smtp;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.SMTPMDCContextFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.smtpserver.DataLineJamesMessageHookHandler;
import org.apache.james.smtpserver.ExtendedSMTPSession;
import org.apache.james.smtpserver.SMTPConstants;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of a message down and hands the whole to the hooks, as James's class does, but leaves every failure to
 * {@link ContentFailure}. James's tells the client the words of a failed write, ends the connection in the middle of
 * the content, and takes no notice of what a hook throws. Safe for any thread.
 */
public final class MessageContent extends DataLineJamesMessageHookHandler implements BlockFilter {

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        if (line.length < 2 || line[line.length - 2] != '\r' || line[line.length - 1] != '\n') {
            return super.onLine(session, line, next); // refuses it, and ends the connection
        }
        MimeMessageInputStreamSource content = ((ExtendedSMTPSession) session).getMimeMessageWriter();
        try {
            OutputStream out = content.getWritableOutputStream();
            if (!isLast(line)) {
                int from = start(line);
                out.write(line, from, line.length - from);
                return null;
            }
            out.flush(); // close() keeps quiet about what cannot be written
            out.close();
            Response response = handOver(session, content);
            session.popLineHandler();
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException("the message cannot be read", e);
        }
    }

    static boolean isLast(byte[] line) {
        return line.length == 3 && line[0] == '.';
    }

    /** Whether a line continues the header field above it (RFC 5322 §2.2.3). */
    static boolean isFolded(byte[] line) {
        int start = start(line);
        return line.length > start && (line[start] == ' ' || line[start] == '\t');
    }

    /**
     * Where the text of a line begins: behind a dot, whatever follows it (RFC 5321 §4.5.2). Whoever looks at how a line begins
     * before it is written looks there, or a dot would hide it.
     */
    static int start(byte[] line) {
        return line.length > 1 && line[0] == '.' && !isLast(line) ? 1 : 0;
    }

    private Response handOver(SMTPSession session, MimeMessageInputStreamSource content)
            throws IOException, MessagingException {
        String name = content.getSourceId();
        MailImpl mail = MailImpl.builder()
                .name(name)
                .sender(session.getAttachment(SMTPSession.SENDER, State.Transaction)
                        .orElse(MaybeSender.nullSender()))
                .addRecipients(session.getAttachment(SMTPSession.RCPT_LIST, State.Transaction)
                        .orElse(List.of()))
                .build();
        session.setAttachment(SMTPConstants.MAIL, mail, State.Transaction); // disposed of should the connection break
        try (Closeable context = SMTPMDCContextFactory.forSession(session)
                .addToContext("mail", name)
                .build()) {
            mail.setMessageContent(content);
            return processExtensions(session, mail, content);
        } finally {
            LifecycleUtil.dispose(content);
            LifecycleUtil.dispose(mail);
        }
    }
}
