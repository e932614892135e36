package dev.postern.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

/** Measures how long a disk takes to make a small write durable, which a sender waits for at least. */
final class FlushTime {
    private static final int TRIES = 15;
    private static final int BLOCK = 4096;

    private FlushTime() {}

    /** Returns the median of several measurements in that directory. */
    static Duration measure(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "flush", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(BLOCK * TRIES), 0);
            channel.force(true);
            long[] nanos = new long[TRIES];
            for (int i = 0; i < TRIES; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
                channel.force(false);
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return Duration.ofNanos(Math.max(1, nanos[TRIES / 2]));
        } finally {
            Files.delete(file);
        }
    }
}
