package dev.postern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The disk below a folder.
 *
 * @param name of the whole disk in {@code /proc/diskstats}; empty where there is none to read, as on tmpfs or overlayfs
 * @param fileSystem its type
 */
record Disk(Optional<String> name, String fileSystem) {
    private static final Path STATISTICS = Path.of("/proc/diskstats");
    /** Flush requests completed: Linux, Documentation/admin-guide/iostats.rst. */
    private static final int FLUSHES = 18;

    private static final int RECORD = 12 * 1024;
    private static final int TRIALS = 200;

    static Disk of(Path folder) throws IOException {
        String type = Files.getFileStore(folder).type();
        int device = ((Number) Files.getAttribute(folder, "unix:dev")).intValue();
        Path node = Path.of("/sys/dev/block/" + (device >>> 8) + ":" + (device & 0xff));
        if (!Files.exists(node)) {
            return new Disk(Optional.empty(), type);
        }
        // .../block/vda/vda1 is a part of .../block/vda, for which the kernel counts.
        Path real = node.toRealPath();
        Path whole =
                Files.exists(real.resolve("partition")) ? real.resolve("..").normalize() : real;
        return new Disk(Optional.of(whole.getName(whole.getNameCount() - 1).toString()), type);
    }

    /** Flushes since the machine started, of everything that runs on it; empty where the kernel does not count them. */
    OptionalLong flushes() {
        try {
            for (String line : Files.readAllLines(STATISTICS)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > FLUSHES && name.filter(fields[2]::equals).isPresent()) {
                    return OptionalLong.of(Long.parseLong(fields[FLUSHES]));
                }
            }
        } catch (IOException e) {
            // no Linux: nothing to read
        }
        return OptionalLong.empty();
    }

    /**
     * What one writer waits for, the yardstick of a queue: appends 12 KiB and forces them out, again and again.
     *
     * @return the median, in milliseconds
     */
    double syncMillis(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "sync", ".probe");
        List<Double> millis = new ArrayList<>();
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.allocateDirect(RECORD);
            for (int trial = 0; trial < TRIALS; trial++) {
                bytes.clear();
                long begun = System.nanoTime();
                channel.write(bytes);
                channel.force(false);
                millis.add((System.nanoTime() - begun) / 1e6);
            }
        } finally {
            Files.delete(file);
        }
        return Figures.median(millis);
    }

    /** One line for the head of a table. */
    String describe(Path folder) throws IOException {
        String counted =
                flushes().isPresent() ? "flushes counted by the kernel, of the whole machine" : "flushes not readable";
        return "%s (%s), %s; append 12 KiB and sync: %s ms"
                .formatted(name.orElse("no disk"), fileSystem, counted, Figures.write(syncMillis(folder)));
    }
}
