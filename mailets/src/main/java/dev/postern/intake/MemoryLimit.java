package dev.postern.intake;

import dev.postern.inbound.KnownSenders;
import dev.postern.inbound.PendingReply;
import dev.postern.inbound.Reply;
import dev.postern.memory.Claimant;
import dev.postern.memory.MemoryBudget;
import dev.postern.memory.Reservation;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.DisconnectHandler;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.api.handler.ProtocolHandler;
import org.apache.james.protocols.api.handler.ProtocolHandlerResultHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.jspecify.annotations.Nullable;

/**
 * Reserves from the {@link MemoryBudget} what a transaction holds on the heap: its recipients, its content as long as it is in
 * memory, and its header section when it is parsed. Without a reservation a recipient, or the message at its end, is answered
 * 452 4.3.1. Safe for any thread; a session is one thread's at a time.
 */
public final class MemoryLimit
        implements RcptHook,
                BlockFilter,
                ProtocolHandlerResultHandler<Response, SMTPSession>,
                DisconnectHandler<SMTPSession> {
    /** The objects of one recipient, beside its characters. */
    private static final int RECIPIENT = 512;
    /** James keeps so much of a message in memory, and the rest in a file. */
    private static final int CONTENT_IN_MEMORY = 100 * 1024;
    /** The fields of a parsed header section, in its own length. */
    private static final int PARSED_HEADER = 4;

    private static final AttachmentKey<Reservation> RESERVED =
            AttachmentKey.of("dev.postern.reserved", Reservation.class);
    /** What the recipient of the RCPT that is not answered yet took of it. */
    private static final AttachmentKey<Long> UNANSWERED =
            AttachmentKey.of("dev.postern.reserved-unanswered", Long.class);

    private static final AttachmentKey<Content> CONTENT = AttachmentKey.of("dev.postern.reserved-for", Content.class);

    private final MemoryBudget budget;
    private final KnownSenders senders;

    @Inject
    public MemoryLimit(MemoryBudget budget, KnownSenders senders) {
        this.budget = budget;
        this.senders = senders;
    }

    /** How much of a message was read. */
    private static final class Content {
        private int inMemory;
        private int header;
        private boolean headerEnded;

        /** Returns how much more memory the message takes with these lines. */
        private int add(byte[] lines) {
            headerEnded |= lines.length == 2 && lines[0] == '\r';
            header += headerEnded ? 0 : lines.length;
            int more = Math.min(lines.length, CONTENT_IN_MEMORY - inMemory);
            inMemory += more;
            return more;
        }
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        long bytes = RECIPIENT + 2L * recipient.asString().length();
        if (!reserve(session, bytes)) {
            return Reply.NO_ROOM.toHookResult();
        }
        session.setAttachment(UNANSWERED, bytes, State.Transaction);
        return HookResult.DECLINED;
    }

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        boolean last = ContentLine.isLast(line);
        if (last
                && PendingReply.of(session)
                        .isPresent()) { // the filter has judged: all is reserved since the first time
            return end(session, line, next);
        }
        Content content = content(session);
        if (!reserve(session, last ? (long) PARSED_HEADER * content.header : content.add(line))) {
            release(session);
            throw new MemoryExhausted(); // ContentFailure drops the message
        }
        return last ? end(session, line, next) : next.onLine(session, line);
    }

    /** Releases the reservation, unless the reply is not known yet. */
    private static @Nullable Response end(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        try {
            return next.onLine(session, line);
        } finally {
            if (PendingReply.of(session).isEmpty()) {
                release(session);
            }
        }
    }

    @Override
    public @Nullable Response onResponse(
            ProtocolSession session, @Nullable Response response, long executionTime, ProtocolHandler handler) {
        // RSET, EHLO and the end of a message forget the transaction without a word to anybody.
        if (session.getAttachment(SMTPSession.SENDER, State.Transaction).isEmpty()) {
            release(session);
        } else if (response != null) {
            session.removeAttachment(UNANSWERED, State.Transaction)
                    .filter(bytes -> !response.getRetCode().startsWith("2"))
                    .ifPresent(bytes -> giveBack(session, bytes));
        }
        return response;
    }

    /** A recipient that is refused, by a later hook or once it is verified, is not kept. */
    private static void giveBack(ProtocolSession session, long bytes) {
        session.getAttachment(RESERVED, State.Connection)
                .ifPresent(reserved -> reserved.shrinkTo(reserved.bytes() - bytes));
    }

    @Override
    public void onDisconnect(SMTPSession session) {
        release(session);
    }

    private boolean reserve(SMTPSession session, long bytes) {
        return session.getAttachment(RESERVED, State.Connection)
                .map(reserved -> reserved.grow(bytes))
                .orElseGet(() -> {
                    var reserved = budget.reserve(claimant(session), bytes);
                    reserved.ifPresent(some -> session.setAttachment(RESERVED, some, State.Connection));
                    return reserved.isPresent();
                });
    }

    private Claimant claimant(SMTPSession session) {
        MaybeSender sender =
                session.getAttachment(SMTPSession.SENDER, State.Transaction).orElse(MaybeSender.nullSender());
        return senders.isKnown(session, sender) ? Claimant.KNOWN : Claimant.STRANGER;
    }

    private static void release(ProtocolSession session) {
        session.removeAttachment(RESERVED, State.Connection).ifPresent(Reservation::close);
    }

    private static Content content(SMTPSession session) {
        return session.getAttachment(CONTENT, State.Transaction).orElseGet(() -> {
            var content = new Content();
            session.setAttachment(CONTENT, content, State.Transaction);
            return content;
        });
    }
}
