package dev.postern.smtp;

import java.util.Optional;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * What is to be published of a message once it is stored and its client gets 250, left in the session until then. Used by the
 * session's thread only.
 */
final class AcceptedMessage {
    private static final AttachmentKey<AcceptedMessage> KEY =
            AttachmentKey.of("dev.postern.accepted-message", AcceptedMessage.class);

    private final Runnable events;

    private AcceptedMessage(Runnable events) {
        this.events = events;
    }

    static void leave(SMTPSession session, Runnable events) {
        session.setAttachment(KEY, new AcceptedMessage(events), State.Transaction);
    }

    /** Publishes what was left, if something was, once. */
    static void publish(SMTPSession session) {
        Optional<AcceptedMessage> accepted = session.getAttachment(KEY, State.Transaction);
        accepted.ifPresent(message -> {
            session.removeAttachment(KEY, State.Transaction);
            message.events.run();
        });
    }
}
