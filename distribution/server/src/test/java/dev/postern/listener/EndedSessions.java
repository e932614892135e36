package dev.postern.listener;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.protocols.api.handler.DisconnectHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;

/** Counts the ends that are told of no session. */
public final class EndedSessions implements DisconnectHandler<SMTPSession> {
    static final AtomicInteger MISSING = new AtomicInteger();

    @Override
    public void onDisconnect(@Nullable SMTPSession session) {
        if (session == null) {
            MISSING.incrementAndGet();
        }
    }
}
