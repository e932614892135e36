package dev.postern.listener;

import dev.postern.inbound.PendingReply;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/** {@code XPEND}: its reply is not known before the test says so, and no thread waits for it. One test at a time. */
public final class PendingCommand implements CommandHandler<SMTPSession> {
    static final AtomicInteger BEGUN = new AtomicInteger();

    private static volatile CompletableFuture<String> known = new CompletableFuture<>();

    /** From now on the reply is not known. */
    static CompletableFuture<String> hold() {
        BEGUN.set(0);
        known = new CompletableFuture<>();
        return known;
    }

    @Override
    public Collection<String> getImplCommands() {
        return List.of("XPEND");
    }

    @Override
    public @Nullable Response onCommand(SMTPSession session, Request request) {
        var pending = PendingReply.take(session);
        if (pending.isPresent()) {
            return pending.get().reply();
        }
        CompletableFuture<String> mine = known;
        PendingReply.leave(
                session,
                "XPEND",
                mine,
                () -> new SMTPResponse("250", mine.isCompletedExceptionally() ? "failed" : mine.join()));
        BEGUN.incrementAndGet();
        return null;
    }
}
