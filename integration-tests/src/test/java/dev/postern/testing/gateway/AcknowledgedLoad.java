package dev.postern.testing.gateway;

import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients that send one letter after the other to gateways, and remember each that was answered with 250. */
public final class AcknowledgedLoad implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** Each such letter is larger than what a broker takes in one piece. */
    private static final int LARGE_EVERY = 8;

    private static final int LARGE_LINES = 2_500;

    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    private record Acknowledged(Letter letter, long at) {}

    /** That many clients more, at that gateway. */
    public AcknowledgedLoad at(Site site, int number) {
        for (int i = 0; i < number; i++) {
            var client = new Thread(() -> sendAll(site), "load-" + site.smtp);
            client.setDaemon(true);
            clients.add(client);
            client.start();
        }
        return this;
    }

    private void sendAll(Site site) {
        while (!over) {
            try (var client = site.outside()) {
                while (!over && send(client)) {
                    // the next one
                }
            } catch (IOException e) {
                refused.incrementAndGet(); // cut off before an answer: nothing was promised
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean send(ScriptedSmtpClient client) throws IOException {
        Letter letter = letter();
        Reply reply = client.mail("carol@stranger.test", "boss@example.test", letter);
        if (reply.code() != 250) {
            refused.incrementAndGet();
            return false;
        }
        acknowledged.add(new Acknowledged(letter, System.nanoTime()));
        return true;
    }

    private Letter letter() {
        Letter letter = Letter.from("carol@stranger.test");
        return sent.incrementAndGet() % LARGE_EVERY == 0
                ? new Letter(letter.marker(), letter.content() + ("y".repeat(70) + "\r\n").repeat(LARGE_LINES))
                : letter;
    }

    /** Waits until so many more were acknowledged. */
    public void awaitMore(int number) {
        int wanted = acknowledged.size() + number;
        Await.until(number + " more letters acknowledged", Await.PATIENCE, () -> acknowledged.size() >= wanted);
    }

    /** The longest time in which nobody was answered 250. */
    public Duration longestPause() {
        long longest = 0;
        long before = Long.MAX_VALUE;
        for (Acknowledged one : acknowledged) {
            longest = Math.max(longest, one.at() - before);
            before = one.at();
        }
        return Duration.ofNanos(longest);
    }

    public int refused() {
        return refused.get();
    }

    /** Ends the load. Every letter that was answered 250. */
    public List<Letter> stop() throws InterruptedException {
        close();
        for (Thread client : clients) {
            client.join(Await.PATIENCE.toMillis());
        }
        return acknowledged.stream().map(Acknowledged::letter).toList();
    }

    @Override
    public void close() {
        over = true;
    }
}
