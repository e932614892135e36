package dev.postern.queue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.apache.james.lifecycle.api.Disposable;
import org.apache.james.server.core.MimeMessageSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a copy of the content of a large message: in memory while there is room for it, else in a temporary file. It
 * goes when all who share it have disposed of it. Safe for any thread.
 */
final class LargeSource implements MimeMessageSource, Disposable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LargeSource.class);
    private static final int KIB = 1024;
    /** A longer one is in a file in any case. */
    private static final int LONGEST_KIB = 4 * KIB;
    /** An eighth of the heap for all of them, in KiB. A file for what has no room costs time and nothing else. */
    private static final Semaphore MEMORY =
            new Semaphore((int) (Runtime.getRuntime().maxMemory() / 8 / KIB));

    private final String id;
    private final Content content;
    private final AtomicInteger sharers;
    private final AtomicBoolean disposed = new AtomicBoolean();

    private sealed interface Content {
        InputStream open() throws IOException;

        long size();

        void drop() throws IOException;
    }

    private record InMemory(BytesSource bytes, int reserved) implements Content {
        @Override
        public InputStream open() {
            return bytes.getInputStream();
        }

        @Override
        public long size() {
            return bytes.getMessageSize();
        }

        @Override
        public void drop() {
            MEMORY.release(reserved);
        }
    }

    private record InFile(Path file, long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public void drop() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    private LargeSource(String id, Content content, AtomicInteger sharers) {
        this.id = id;
        this.content = content;
        this.sharers = sharers;
    }

    /**
     * Returns a second handle on the same content, which is disposed of separately. For who knows that it is not
     * disposed of yet.
     */
    LargeSource share() {
        sharers.incrementAndGet();
        return new LargeSource(id, content, sharers);
    }

    /** Returns the file with the content; empty if it is in memory. */
    Optional<Path> file() {
        return content instanceof InFile inFile ? Optional.of(inFile.file()) : Optional.empty();
    }

    /** Returns whether both use the same copy, and so have the same content. */
    boolean shares(LargeSource other) {
        return sharers == other.sharers;
    }

    /** Takes the body of a large message from the broker, a piece at a time; its first bytes go elsewhere. */
    static LargeSource of(String id, ClientMessage message, FirstBytes first) throws IOException, ActiveMQException {
        int reserved = MEMORY.tryAcquire(LONGEST_KIB) ? LONGEST_KIB : 0;
        var out = DeferredFileOutputStream.builder()
                .setThreshold(reserved * KIB)
                .setPrefix("mail-")
                .setSuffix(".eml")
                .get();
        int kept = 0;
        boolean whole = false;
        try {
            try (out) {
                message.saveToOutputStream(first.before(out));
            }
            whole = true;
            if (out.isInMemory()) {
                byte[] bytes = out.getData();
                kept = Math.min(reserved, bytes.length / KIB + 1);
                return new LargeSource(id, new InMemory(new BytesSource(id, bytes), kept), new AtomicInteger(1));
            }
            Path file = out.getFile().toPath();
            return new LargeSource(id, new InFile(file, Files.size(file)), new AtomicInteger(1));
        } finally {
            MEMORY.release(reserved - kept);
            if (!whole && out.getFile() != null) {
                Files.deleteIfExists(out.getFile().toPath());
            }
        }
    }

    @Override
    public String getSourceId() {
        return id;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (sharers.get() <= 0) {
            throw new IOException("the content of " + id + " has been disposed of by all of its users");
        }
        return content.open();
    }

    @Override
    public long getMessageSize() {
        return content.size();
    }

    @Override
    public void dispose() {
        if (disposed.getAndSet(true) || sharers.decrementAndGet() > 0) {
            return;
        }
        try {
            content.drop();
        } catch (IOException e) {
            LOGGER.warn("Could not delete {}", content, e);
        }
    }
}
