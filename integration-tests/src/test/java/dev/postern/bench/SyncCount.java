package dev.postern.bench;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How often this process synced a file: fsync, fdatasync and msync, as a library counts them that was preloaded into it.
 */
final class SyncCount {
    /** Names the file with the count, for the library too. */
    static final String VARIABLE = "BENCH_FSYNCS";

    private final Optional<MappedByteBuffer> count;

    private SyncCount(Optional<MappedByteBuffer> count) {
        this.count = count;
    }

    /** An empty file for it. */
    static Path file(Path folder) throws IOException {
        return Files.write(folder.resolve("fsyncs"), new byte[Long.BYTES]);
    }

    /** That of this process; empty if nobody counts. */
    static SyncCount own() throws IOException {
        String file = System.getenv(VARIABLE);
        if (file == null) {
            return new SyncCount(Optional.empty());
        }
        try (var channel = FileChannel.open(Path.of(file), StandardOpenOption.READ)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
            mapped.order(ByteOrder.nativeOrder());
            return new SyncCount(Optional.of(mapped));
        }
    }

    OptionalLong read() {
        return count.map(mapped -> OptionalLong.of(mapped.getLong(0))).orElse(OptionalLong.empty());
    }
}
