package dev.postern.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Several brokers for a class whose tests run at the same time: each test borrows one that no other test uses meanwhile. */
public final class BrokerPool implements BeforeAllCallback, AfterAllCallback {
    /** As many as tests run at the same time in one JVM. */
    private static final int BROKERS = 4;

    /** Starts one broker of the pool. */
    @FunctionalInterface
    public interface Start {
        /** Starts a broker whose files are in that directory, which is there. */
        Started in(Path directory) throws Exception;
    }

    /**
     * A broker as a gateway uses it.
     *
     * @param end stops all that was started for it
     */
    public record Started(BrokerSessions sessions, AutoCloseable end) {}

    /** One broker, while a test has it. */
    public record Borrowed(Started broker, Path directory) {
        public BrokerSessions sessions() {
            return broker.sessions();
        }
    }

    private final Start start;
    private final List<Borrowed> all = new ArrayList<>();
    private final BlockingQueue<Borrowed> idle = new LinkedBlockingQueue<>();

    private BrokerPool(Start start) {
        this.start = start;
    }

    public static BrokerPool embedded() {
        return new BrokerPool(directory -> {
            var broker = EmbeddedBroker.start(directory.resolve("broker"), Clock.systemUTC());
            return new Started(broker, broker);
        });
    }

    public static BrokerPool overTcp() {
        return new BrokerPool(directory -> {
            var server = BrokerOnTcp.start(directory.resolve("broker"));
            var broker = server.connect(directory.resolve("gateway"));
            return new Started(broker, () -> {
                broker.close();
                server.close();
            });
        });
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        for (int number = 0; number < BROKERS; number++) {
            Path directory = Files.createTempDirectory("broker");
            all.add(new Borrowed(start.in(directory), directory));
        }
        idle.addAll(all);
    }

    public Borrowed borrow() throws InterruptedException {
        return idle.take();
    }

    /** Takes a broker back, and deletes the queues that are left in it. */
    public void giveBack(Borrowed borrowed) throws Exception {
        try {
            var queues = new BrokerQueues(borrowed.sessions());
            for (String name : queues.names()) {
                queues.delete(name);
            }
        } finally {
            idle.add(borrowed);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (Borrowed borrowed : all) {
            borrowed.broker().end().close();
            try (Stream<Path> files = Files.walk(borrowed.directory())) {
                files.sorted((a, b) -> b.compareTo(a)).forEach(BrokerPool::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
