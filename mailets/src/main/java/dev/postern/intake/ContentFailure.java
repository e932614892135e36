package dev.postern.intake;

import com.google.common.base.Throwables;
import dev.postern.address.AddressText;
import dev.postern.inbound.Reply;
import java.io.IOException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.smtpserver.ExtendedSMTPSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles failures while a message is received or queued, such as a full disk: the client sends the message to its end,
 * gets a 4xx, and may continue. A message with invalid line ends ({@link ContentFault}) is rejected in the same way. It
 * precedes all other filters of content lines. Safe for any thread.
 */
public final class ContentFailure implements BlockFilter {
    private static final Logger LOGGER = LoggerFactory.getLogger(ContentFailure.class);
    private static final AttachmentKey<Reply> FAILED = AttachmentKey.of("dev.postern.content-failure", Reply.class);

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        Reply failed = session.getAttachment(FAILED, State.Transaction).orElse(null);
        if (failed == null) {
            try {
                return next.onLine(session, line);
            } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) { // none may lead to 250
                failed = reply(e);
                log(session, failed, e);
                discard(session);
                session.setAttachment(FAILED, failed, State.Transaction);
            }
        }
        if (!ContentLine.isLast(line)) {
            return null; // nothing more of it is kept: a reply now would be taken for that to the end
        }
        session.resetState();
        session.popLineHandler();
        return failed.toResponse();
    }

    /**
     * Keeps nothing of the message that is being read, and has its end answered with that fault. Called by the decoder that splits
     * the lines, on the session's thread; the last line must follow.
     */
    public static void reject(SMTPSession session, ContentFault fault) {
        LOGGER.info(
                "Session {}: rejecting the message from {} with {} {}: {}",
                session.getSessionID(),
                AddressText.of(session.getRemoteAddress().getAddress()),
                fault.reply().code(),
                fault.reply().status(),
                fault.reason());
        discard(session);
        session.setAttachment(FAILED, fault.reply(), State.Transaction);
    }

    private static void log(SMTPSession session, Reply reply, Throwable failure) {
        if (isOfTheLoad(failure)) { // many times over
            LOGGER.warn(
                    "Session {}: rejecting the message with {} {}: {}",
                    session.getSessionID(),
                    reply.code(),
                    reply.status(),
                    failure.getMessage());
        } else {
            LOGGER.error(
                    "Session {}: rejecting the message with {} {}",
                    session.getSessionID(),
                    reply.code(),
                    reply.status(),
                    failure);
        }
    }

    private static boolean isOfTheLoad(Throwable failure) {
        return failure instanceof MemoryExhausted || failure instanceof StorageExhausted;
    }

    private static Reply reply(Throwable failure) {
        if (isOfTheLoad(failure)) {
            return Reply.NO_ROOM;
        }
        return Throwables.getCausalChain(failure).stream().anyMatch(IOException.class::isInstance)
                ? Reply.NOT_STORED
                : Reply.NOT_TAKEN;
    }

    /** At once, and not at the message's end: what was written of it may be what fills the disk. */
    private static void discard(SMTPSession session) {
        try {
            MimeMessageInputStreamSource content = ((ExtendedSMTPSession) session).getMimeMessageWriter();
            if (content != null) {
                LifecycleUtil.dispose(content);
            }
        } catch (RuntimeException e) {
            LOGGER.warn("Could not delete a temporary file", e);
        }
    }
}
