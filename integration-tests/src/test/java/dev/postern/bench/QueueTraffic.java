package dev.postern.bench;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Puts messages into a queue and takes them out, as the gateway does. */
record QueueTraffic(MailQueue queue, BenchMail mail, int size) {
    /** As many as the spooler of the gateway has threads. */
    private static final int READERS = 20;
    /** No trial fills a disk. */
    private static final long MOST_BYTES = 1L << 30;

    private static final int FIRST_ROOM = 1024;

    /**
     * What was sent.
     *
     * @param latencies of each send, in nanoseconds
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    record Sent(long[] latencies, double seconds) {}

    /** Sends for that long. */
    Sent send(int writers, double seconds) throws InterruptedException, ExecutionException {
        long begun = System.nanoTime();
        long end = begun + (long) (seconds * 1e9);
        var left = new AtomicLong(MOST_BYTES / size);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            Callable<long[]> writer = () -> write(end, left);
            List<Future<long[]>> running = threads.invokeAll(
                    Stream.generate(() -> writer).limit(writers).toList());
            long[] latencies = new long[0];
            for (Future<long[]> done : running) {
                long[] own = done.get();
                int at = latencies.length;
                latencies = Arrays.copyOf(latencies, at + own.length);
                System.arraycopy(own, 0, latencies, at, own.length);
            }
            return new Sent(latencies, (System.nanoTime() - begun) / 1e9);
        } finally {
            threads.shutdown();
        }
    }

    private long[] write(long end, AtomicLong left) throws Exception {
        long[] latencies = new long[FIRST_ROOM];
        int count = 0;
        while (System.nanoTime() < end && left.decrementAndGet() >= 0) {
            var next = mail.next();
            long begun = System.nanoTime();
            queue.enQueue(next);
            long took = System.nanoTime() - begun;
            next.dispose();
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, count * 2);
            }
            latencies[count++] = took;
        }
        return Arrays.copyOf(latencies, count);
    }

    /** Takes out and settles that many, reading their content; the seconds it took. */
    double take(int count) {
        long begun = System.nanoTime();
        var readers = Schedulers.newBoundedElastic(READERS, Integer.MAX_VALUE, "readers");
        try {
            Flux.from(queue.deQueue())
                    .subscribeOn(Schedulers.boundedElastic())
                    .take(count, true)
                    .flatMap(item -> Mono.fromCallable(() -> settle(item)).subscribeOn(readers), READERS, 1)
                    .blockLast();
        } finally {
            readers.dispose();
        }
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun) / 1e6;
    }

    private static boolean settle(MailQueueItem item) throws Exception {
        var taken = item.getMail();
        try {
            taken.getMessage().writeTo(OutputStream.nullOutputStream());
            item.done(MailQueueItem.CompletionStatus.SUCCESS);
            return true;
        } finally {
            org.apache.james.lifecycle.api.LifecycleUtil.dispose(taken);
        }
    }
}
