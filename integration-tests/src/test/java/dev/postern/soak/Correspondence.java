package dev.postern.soak;

import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Honest mail at a steady rate, one message a connection, in one direction. A message's time begins when it was due, so that a
 * gateway that keeps its clients waiting does not look fast. A message that is put off is sent again, as any mail server does.
 */
final class Correspondence implements AutoCloseable {
    private static final TlsOffer TLS = TlsOffer.plain();
    private static final int CONNECTIONS = 8;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Direction direction;
    private final int port;
    private final Arrivals arrivals;
    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CONNECTIONS);
    private final AtomicLong putOff = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicLong next;
    private final long period;
    private volatile boolean ended;

    /** @param perSecond messages */
    Correspondence(Direction direction, int port, double perSecond, Arrivals arrivals) {
        this.direction = direction;
        this.port = port;
        this.arrivals = arrivals;
        this.period = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        this.next = new AtomicLong(System.nanoTime());
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.execute(this::sendOnTime);
        }
    }

    /** Takes the next message that is due, waits for its time, and sends it, again and again. */
    private void sendOnTime() {
        while (!ended) {
            long due = next.getAndAdd(period);
            for (long left = due - System.nanoTime(); left > 0 && !ended; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (!ended) {
                send(due);
            }
        }
    }

    private void send(long due) {
        Letter letter = Letter.from("<" + direction.sender + ">");
        arrivals.expect(letter.marker(), due);
        while (!isAccepted(letter) && !ended) {
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    private boolean isAccepted(Letter letter) {
        try (ScriptedSmtpClient client = ScriptedSmtpClient.secured(direction.address, port, TLS)) {
            Reply reply = client.mail(direction.sender, direction.recipient, letter);
            if (reply.code() == 250) {
                arrivals.accepted(letter.marker());
                return true;
            }
            putOff.incrementAndGet();
            if (reply.code() >= 500) {
                refusals.add(reply.text());
            }
        } catch (IOException e) {
            broken.incrementAndGet();
        }
        return false;
    }

    /** How often a message was answered 4xx or 5xx. */
    long putOff() {
        return putOff.get();
    }

    /** How often a connection was refused or broke. */
    long broken() {
        return broken.get();
    }

    /** Every 5xx reply: there should be none. */
    Queue<String> refusals() {
        return refusals;
    }

    /** Sends nothing more, and waits for the messages under way. */
    @Override
    public void close() {
        ended = true;
        clients.shutdown();
        try {
            if (!clients.awaitTermination(1, TimeUnit.MINUTES)) {
                clients.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
