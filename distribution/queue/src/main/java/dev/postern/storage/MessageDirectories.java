package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * The directories with messages that are open, each once, by however many names James calls it: what a crash left is
 * removed when one is opened, which must not happen while another part writes to it. Safe for any thread.
 */
@Singleton
public final class MessageDirectories {
    private final Map<Path, StoredMessages> open = new HashMap<>();
    private final EnvelopeCodec codec;

    @Inject
    public MessageDirectories(EnvelopeCodec codec) {
        this.codec = codec;
    }

    synchronized StoredMessages open(Path path) throws IOException {
        Path normal = path.toAbsolutePath().normalize();
        StoredMessages messages = open.get(normal);
        if (messages == null) {
            messages = new StoredMessages(normal, codec);
            open.put(normal, messages);
        }
        return messages;
    }
}
