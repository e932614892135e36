package dev.postern.intake;

import dev.postern.filter.ContentFilter;
import dev.postern.filter.FilterVerdict;
import dev.postern.filter.FilteredMessage;
import dev.postern.inbound.ClientTls;
import dev.postern.inbound.KnownSenders;
import dev.postern.inbound.PendingReply;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import javax.inject.Inject;
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
 * the content, and takes no notice of what a hook throws. Before the hooks a {@link ContentFilter} judges the message, without a
 * thread waiting; {@link ContentHook} carries its verdict out. Safe for any thread.
 */
public final class MessageContent extends DataLineJamesMessageHookHandler implements BlockFilter {
    private static final String END = ".";

    private final ContentFilter filter;
    private final BiPredicate<SMTPSession, MaybeSender> known;

    /** Without a filter. */
    public MessageContent() {
        this(ContentFilter.NONE, (session, sender) -> false);
    }

    @Inject
    public MessageContent(ContentFilter filter, KnownSenders senders) {
        this(filter, senders::isKnown);
    }

    private MessageContent(ContentFilter filter, BiPredicate<SMTPSession, MaybeSender> known) {
        this.filter = filter;
        this.known = known;
    }

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        if (line.length < 2 || line[line.length - 2] != '\r' || line[line.length - 1] != '\n') {
            return super.onLine(session, line, next); // refuses it, and ends the connection
        }
        MimeMessageInputStreamSource content = ((ExtendedSMTPSession) session).getMimeMessageWriter();
        try {
            OutputStream out = content.getWritableOutputStream();
            if (!ContentLine.isLast(line)) {
                int from = ContentLine.start(line);
                out.write(line, from, line.length - from);
                return null;
            }
            Optional<PendingReply> pending = PendingReply.take(session);
            if (pending.isPresent()) {
                return pending.get().reply();
            }
            out.flush(); // close() keeps quiet about what cannot be written
            out.close();
            CompletableFuture<FilterVerdict> verdict = judge(session, content);
            if (verdict.isDone()) {
                return end(session, content, verdict.join());
            }
            PendingReply.leave(session, END, verdict, () -> endJudged(session, content, verdict.join()));
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException("the message cannot be read", e);
        }
    }

    private CompletableFuture<FilterVerdict> judge(SMTPSession session, MimeMessageInputStreamSource content) {
        if (MessageSizeLimit.isExceeded(session)) {
            return ContentFilter.NONE.judge(message(session, content)); // cut short, and refused by its hook
        }
        return filter.judge(message(session, content));
    }

    private FilteredMessage message(SMTPSession session, MimeMessageInputStreamSource content) {
        MaybeSender sender =
                session.getAttachment(SMTPSession.SENDER, State.Transaction).orElse(MaybeSender.nullSender());
        return new FilteredMessage(
                content.getSourceId(),
                session.getRemoteAddress(),
                session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection),
                ClientTls.of(session),
                sender,
                session.getAttachment(SMTPSession.RCPT_LIST, State.Transaction).orElse(List.of()),
                known.test(session, sender),
                session.isRelayingAllowed(),
                content::getInputStream);
    }

    private Response endJudged(SMTPSession session, MimeMessageInputStreamSource content, FilterVerdict verdict) {
        try {
            return end(session, content, verdict);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException("the message cannot be read", e);
        }
    }

    private Response end(SMTPSession session, MimeMessageInputStreamSource content, FilterVerdict verdict)
            throws IOException, MessagingException {
        ContentHook.judged(session, verdict);
        Response response = handOver(session, content);
        session.popLineHandler();
        return response;
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
