package dev.postern.inbound;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.jspecify.annotations.Nullable;

/**
 * A command whose reply is not known yet. Its handler leaves this in the session and replies nothing, so that no thread waits. The
 * listener handles no further line of that session until {@link #known} has completed; then it hands the {@link #line} to the
 * handlers, and the command's handler takes this and replies. Used by the session's thread only.
 */
public final class PendingReply {
    private static final AttachmentKey<PendingReply> KEY =
            AttachmentKey.of("dev.postern.pending-reply", PendingReply.class);

    private final String verb;
    private final CompletableFuture<?> known;
    private final Supplier<@Nullable Response> reply;

    private PendingReply(String verb, CompletableFuture<?> known, Supplier<@Nullable Response> reply) {
        this.verb = verb;
        this.known = known;
        this.reply = reply;
    }

    /**
     * The session owes a reply.
     *
     * @param known completes, in whatever way and within a bounded time, when the reply is known
     * @param reply makes it then, on the session's thread
     */
    public static void leave(
            ProtocolSession session, String verb, CompletableFuture<?> known, Supplier<@Nullable Response> reply) {
        session.setAttachment(KEY, new PendingReply(verb, known, reply), State.Transaction);
    }

    /** Returns the reply that the session owes, if it owes one. */
    public static Optional<PendingReply> of(ProtocolSession session) {
        return session.getAttachment(KEY, State.Transaction);
    }

    /** As {@link #of}; the session owes it no more. */
    public static Optional<PendingReply> take(ProtocolSession session) {
        Optional<PendingReply> pending = of(session);
        pending.ifPresent(any -> session.removeAttachment(KEY, State.Transaction));
        return pending;
    }

    public CompletableFuture<?> known() {
        return known;
    }

    /** Returns the line that stands for the command. */
    public byte[] line() {
        return (verb + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    public @Nullable Response reply() {
        return reply.get();
    }
}
