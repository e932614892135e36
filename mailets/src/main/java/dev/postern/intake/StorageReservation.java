package dev.postern.intake;

import dev.postern.inbound.KnownSenders;
import dev.postern.inbound.PendingReply;
import dev.postern.inbound.Reply;
import dev.postern.intake.Intake.Client;
import javax.inject.Inject;
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
import org.apache.james.protocols.smtp.hook.MailHook;
import org.jspecify.annotations.Nullable;

/**
 * Reserves room on the disk for a message from MAIL until it is accepted or gone: its announced size (RFC 1870), and what it
 * has beyond that as it arrives. Without room the message is answered 452 4.3.1, at MAIL or at its end. Safe for any thread;
 * a session is one thread's at a time.
 */
public final class StorageReservation
        implements MailHook,
                BlockFilter,
                ProtocolHandlerResultHandler<Response, SMTPSession>,
                DisconnectHandler<SMTPSession> {
    private static final AttachmentKey<Long> ANNOUNCED = AttachmentKey.of("dev.postern.announced-size", Long.class);
    private static final AttachmentKey<Room> ROOM = AttachmentKey.of("dev.postern.storage-reserved", Room.class);

    private final Intake intake;
    private final KnownSenders senders;

    /** What a message has of the disk. */
    private static final class Room {
        private final Client client;
        private long reserved;
        private long arrived;

        private Room(Client client) {
            this.client = client;
        }
    }

    @Inject
    public StorageReservation(Intake intake, KnownSenders senders) {
        this.intake = intake;
        this.senders = senders;
    }

    /** Remembers the size that the client announced with the MAIL command that is being read. */
    static void announced(SMTPSession session, long bytes) {
        session.setAttachment(ANNOUNCED, bytes, State.Transaction);
    }

    /** Forgets what an earlier MAIL command, which was rejected, has announced. */
    public static void forget(SMTPSession session) {
        session.removeAttachment(ANNOUNCED, State.Transaction);
    }

    /** Returns the size that the client announced for the message whose recipients it names; 0 if it announced none. */
    public static long announcedSize(SMTPSession session) {
        return session.getAttachment(ROOM, State.Connection)
                .map(room -> room.reserved)
                .orElse(0L);
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        release(session);
        var room = new Room(senders.isKnown(session, sender) ? Client.PARTNER : Client.STRANGER);
        long announced = session.removeAttachment(ANNOUNCED, State.Transaction).orElse(0L);
        if (!reserve(room, announced)) {
            return Reply.NO_ROOM.toHookResult();
        }
        session.setAttachment(ROOM, room, State.Connection);
        return HookResult.DECLINED;
    }

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        boolean fits = session.getAttachment(ROOM, State.Connection)
                .map(room -> arrived(room, line.length))
                .orElse(true);
        if (!fits) {
            release(session);
            throw new StorageExhausted(); // ContentFailure drops the message
        }
        try {
            return next.onLine(session, line);
        } finally {
            if (ContentLine.isLast(line) && PendingReply.of(session).isEmpty()) {
                release(session);
            }
        }
    }

    @Override
    public @Nullable Response onResponse(
            ProtocolSession session, @Nullable Response response, long executionTime, ProtocolHandler handler) {
        // A rejected MAIL, RSET, EHLO and the end of a message forget the transaction without a word to anybody.
        if (session.getAttachment(SMTPSession.SENDER, State.Transaction).isEmpty()) {
            release(session);
        }
        return response;
    }

    @Override
    public void onDisconnect(SMTPSession session) {
        release(session);
    }

    private boolean arrived(Room room, long bytes) {
        room.arrived += bytes;
        return room.arrived <= room.reserved || reserve(room, room.arrived - room.reserved);
    }

    private boolean reserve(Room room, long bytes) {
        boolean reserved = bytes == 0 || intake.reserve(room.client, bytes);
        room.reserved += reserved ? bytes : 0;
        return reserved;
    }

    private void release(ProtocolSession session) {
        session.removeAttachment(ROOM, State.Connection)
                .filter(room -> room.reserved > 0)
                .ifPresent(room -> intake.release(room.reserved));
    }
}
