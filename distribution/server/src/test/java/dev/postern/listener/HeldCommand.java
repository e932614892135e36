package dev.postern.listener;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;

/** {@code XHOLD}: counts how often it was carried out, and takes as long as the test wants. One test at a time. */
public final class HeldCommand implements CommandHandler<SMTPSession> {
    static final AtomicInteger CALLS = new AtomicInteger();

    private static final Semaphore BEGUN = new Semaphore(0);
    private static volatile CountDownLatch end = new CountDownLatch(0);

    /** From now on it is not carried out to its end before {@link #release}. */
    static void hold() {
        CALLS.set(0);
        BEGUN.drainPermits();
        end = new CountDownLatch(1);
    }

    static void release() {
        end.countDown();
    }

    static void awaitBegun() throws InterruptedException {
        if (!BEGUN.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the listener did not get to XHOLD");
        }
    }

    @Override
    public Collection<String> getImplCommands() {
        return List.of("XHOLD");
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        CALLS.incrementAndGet();
        BEGUN.release();
        try {
            return new SMTPResponse(end.await(10, TimeUnit.SECONDS) ? "250" : "451", "held");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
