package dev.postern.audit;

import dev.postern.api.AuditEntry;
import dev.postern.api.Json;
import dev.postern.storage.OwnerOnlyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the file {@code admin-audit.jsonl} of the data directory: one JSON object a line, mode 0600. The file is opened for
 * each entry, so that it may be renamed at any time. Safe for any thread; commands may append at the same time.
 */
public final class AuditLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(AuditLog.class);
    private static final String NAME = "admin-audit.jsonl";

    private final Path file;
    private final Clock clock;

    private AuditLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Returns the log of a data directory. */
    public static AuditLog in(Path data, Clock clock) {
        return new AuditLog(fileIn(data), clock);
    }

    static Path fileIn(Path data) {
        return data.resolve(NAME);
    }

    /**
     * Records a change that is about to take effect.
     *
     * @throws IOException if the entry is not on disk; then the change must not take effect
     */
    public void record(Actor actor, Change change) throws IOException {
        record(actor, List.of(change));
    }

    /** As {@link #record(Actor, Change)}, for several changes at once. */
    public void record(Actor actor, List<Change> changes) throws IOException {
        append(changes.stream()
                .map(change -> entry(actor, change, Optional.empty()))
                .map(Json::write)
                .collect(Collectors.joining()));
    }

    /** Records that a change which is in the log failed. If that is impossible too, the gateway's log has it. */
    public void recordFailure(Actor actor, Change change, Exception failure) {
        try {
            append(Json.write(entry(actor, change, Optional.of(String.valueOf(failure.getMessage())))));
        } catch (IOException e) {
            LOGGER.error(
                    "Could not record in {} that a change failed: action=\"{}\" target=\"{}\"",
                    file,
                    change.action(),
                    change.target(),
                    e);
        }
    }

    private AuditEntry entry(Actor actor, Change change, Optional<String> failure) {
        return new AuditEntry(
                clock.instant(),
                actor.name(),
                actor.from(),
                change.action(),
                change.target(),
                change.before(),
                change.after(),
                failure);
    }

    private synchronized void append(String lines) throws IOException {
        // A full disk may have cut the last line: the next entry begins a line of its own.
        String text = endsInALine() ? lines : "\n" + lines;
        try (FileChannel channel = OwnerOnlyFile.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private boolean endsInALine() throws IOException {
        try (FileChannel channel = OwnerOnlyFile.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() == 0 || (channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n');
        }
    }
}
