package dev.postern.queue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.lifecycle.api.Disposable;
import org.apache.james.server.core.MimeMessageSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Content in a temporary file, which goes when all who share it have disposed of it. Safe for any thread. */
final class FileSource implements MimeMessageSource, Disposable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FileSource.class);

    private final String id;
    private final Path file;
    private final long size;
    private final AtomicInteger sharers;
    private final AtomicBoolean disposed = new AtomicBoolean();

    private FileSource(String id, Path file, long size, AtomicInteger sharers) {
        this.id = id;
        this.file = file;
        this.size = size;
        this.sharers = sharers;
    }

    /** The same content, to be disposed of on its own. For who knows that it is not disposed of yet. */
    FileSource share() {
        sharers.incrementAndGet();
        return new FileSource(id, file, size, sharers);
    }

    /** Whether both are the same file, and so the same content. */
    boolean shares(FileSource other) {
        return sharers == other.sharers;
    }

    /** Takes the body of a large message from the broker, a piece at a time; its first bytes go elsewhere. */
    static FileSource of(String id, ClientMessage message, FirstBytes first) throws IOException, ActiveMQException {
        Path file = Files.createTempFile("mail-", ".eml");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                message.saveToOutputStream(first.before(out));
            }
            return new FileSource(id, file, Files.size(file), new AtomicInteger(1));
        } catch (IOException | ActiveMQException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public String getSourceId() {
        return id;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public long getMessageSize() {
        return size;
    }

    @Override
    public void dispose() {
        if (disposed.getAndSet(true) || sharers.decrementAndGet() > 0) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.warn("{} could not be deleted", file, e);
        }
    }
}
