package dev.postern.admission;

import dev.postern.thread.DaemonThreads;
import java.util.Comparator;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Runs the expensive tasks of TLS handshakes (signatures, key agreement) on threads of their own, so that no event loop
 * waits for them. Safe for any thread.
 *
 * <p>The queue is bounded: a handshake that would begin when too many wait is refused, strangers' first, partners' next, own
 * servers' last. A handshake that has begun goes on, at most one task for each connection. Own servers are served first,
 * then partners, then strangers, and among them the handshakes that have begun.
 */
public final class HandshakeExecutor implements AutoCloseable {
    /** Half of the processors: handshakes of strangers leave the rest to mail. */
    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final int MOST_WAITING = 250;

    private static final Comparator<Runnable> ORDER = Comparator.comparing(
            Task.class::cast,
            Comparator.comparing(Task::kind, Comparator.reverseOrder())
                    .thenComparing(Task::begins)
                    .thenComparing(Task::number));

    private final ThreadPoolExecutor threads;
    private final int mostWaiting;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();

    public HandshakeExecutor() {
        this(THREADS, MOST_WAITING);
    }

    /** @param mostWaiting how many handshakes may wait for their first task, own servers' included */
    public HandshakeExecutor(int threads, int mostWaiting) {
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new PriorityBlockingQueue<>(mostWaiting, ORDER),
                DaemonThreads.named("tls-handshake"));
        this.threads.allowCoreThreadTimeOut(true);
        this.mostWaiting = mostWaiting;
    }

    /**
     * Returns the executor for one handshake's tasks. It throws {@link RejectedExecutionException} if the handshake may not
     * begin.
     *
     * @param client asked when a task comes
     */
    public Executor forHandshakeOf(Supplier<ClientKind> client) {
        return new Executor() {
            private boolean begun;

            @Override
            public synchronized void execute(Runnable task) {
                boolean begins = !begun;
                ClientKind kind = client.get();
                if (begins && waiting.incrementAndGet() > limitOf(kind)) {
                    waiting.decrementAndGet();
                    throw new RejectedExecutionException("too many TLS handshakes wait");
                }
                begun = true;
                threads.execute(new Task(kind, begins, numbers.incrementAndGet(), begins ? counted(task) : task));
            }
        };
    }

    private Runnable counted(Runnable task) {
        return () -> {
            waiting.decrementAndGet();
            task.run();
        };
    }

    private int limitOf(ClientKind kind) {
        return switch (kind) {
            case STRANGER -> mostWaiting - mostWaiting / 5;
            case PARTNER -> mostWaiting - mostWaiting / 10;
            case OWN_SERVER -> mostWaiting;
        };
    }

    /** Returns how many handshakes wait for their first task. */
    public int waiting() {
        return waiting.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Task(ClientKind kind, boolean begins, long number, Runnable task) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }
}
