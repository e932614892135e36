package dev.postern.log;

import dev.postern.thread.DaemonThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Queues log lines for a stream that may block or fail for a while, or for good. {@link #add} never blocks: a thread of the
 * queue's own writes the lines, and retries each second after a failure. The bytes queued are bounded, less important lines at a
 * lower bound. Safe for any thread.
 */
public final class LineQueue {
    /** While more bytes than these wait, the gateway accepts no mail. */
    static final long MOST_WAITING = 2 << 20;

    private static final int BATCH = 64 << 10;
    private static final long RETRY_MILLIS = 1_000;

    private static final class Line {
        private final byte[] bytes;
        private final LineImportance importance;

        private Line(byte[] bytes, LineImportance importance) {
            this.bytes = bytes;
            this.importance = importance;
        }

        byte[] bytes() {
            return bytes;
        }

        LineImportance importance() {
            return importance;
        }
    }

    private final OutputStream out;
    private final LongConsumer resumed;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long waiting;
    private long dropped;
    private boolean started;

    /**
     * @param resumed is told, on the writing thread, how many lines were dropped once lines are written again
     */
    LineQueue(OutputStream out, LongConsumer resumed) {
        this.out = out;
        this.resumed = resumed;
    }

    /** Queues a whole line, with its end; drops and counts it if too much waits already for a line of its importance. */
    synchronized void add(byte[] line, LineImportance importance) {
        if (waiting + line.length > importance.limit()) {
            dropped++;
            return;
        }
        if (!started) {
            started = true;
            DaemonThreads.named("log").newThread(this::write).start();
        }
        lines.add(new Line(line, importance));
        waiting += line.length;
        notifyAll();
    }

    /** Returns whether the decisions about new mail could be kept until they are written. */
    public synchronized boolean hasRoom() {
        return waiting <= MOST_WAITING;
    }

    /** Returns how many bytes wait. */
    synchronized long waiting() {
        return waiting;
    }

    /** Waits until all lines are written; returns false if they are not within that time. */
    public synchronized boolean awaitWritten(long time, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(time);
        for (long rest = end - System.nanoTime(); !lines.isEmpty() && rest > 0; rest = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
        return lines.isEmpty();
    }

    /** Returns the decisions that are not written yet, for a place of their own at the end of the process. */
    public synchronized List<byte[]> unwrittenDecisions() {
        return lines.stream()
                .filter(line -> line.importance() != LineImportance.ORDINARY)
                .map(Line::bytes)
                .toList();
    }

    private void write() {
        try {
            while (true) {
                if (!writeBatch()) {
                    awaitRetry();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what waits; returns false if not all of it was written. No fault may end the thread: nobody would start another. */
    private boolean writeBatch() throws InterruptedException {
        try {
            List<Line> batch = awaitBatch();
            int written = write(batch);
            written(batch.subList(0, written));
            return written == batch.size();
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    /** The first lines, which stay in the queue until they are written. */
    private synchronized List<Line> awaitBatch() throws InterruptedException {
        while (lines.isEmpty()) {
            wait();
        }
        List<Line> batch = new ArrayList<>();
        long size = 0;
        for (Line line : lines) {
            if (size >= BATCH) {
                break;
            }
            batch.add(line);
            size += line.bytes().length;
        }
        return batch;
    }

    /** Returns how many of the lines are written; the stream buffers none. */
    private int write(List<Line> batch) {
        int written = 0;
        try {
            for (Line line : batch) {
                out.write(line.bytes());
                written++;
            }
        } catch (IOException | RuntimeException e) {
            return written; // a full disk, a reader that is gone; nowhere to say so
        }
        return written;
    }

    private void written(List<Line> batch) {
        long lost;
        synchronized (this) {
            for (Line line : batch) {
                lines.remove();
                waiting -= line.bytes().length;
            }
            lost = !batch.isEmpty() && waiting <= LineImportance.ORDINARY.limit() / 2 ? dropped : 0;
            dropped -= lost;
            notifyAll();
        }
        if (lost > 0) {
            resumed.accept(lost);
        }
    }

    private synchronized void awaitRetry() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
    }
}
