package dev.postern.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process takes of the machine at one moment.
 *
 * @param rss resident memory, in MiB
 * @param descriptors open files and sockets
 * @param disk what its data directory holds, in MiB
 */
record Vitals(double rss, long descriptors, long threads, double disk) {
    static final Vitals NONE = new Vitals(0, 0, 0, 0);

    private static final double KIB_PER_MIB = 1024;
    private static final double BYTES_PER_MIB = 1024.0 * 1024;
    private static final Pattern FULL = Pattern.compile("Pause Full .* (\\d+)M->(\\d+)M\\(\\d+M\\)");
    private static final long PATIENCE_S = 120;

    static Vitals of(long pid, Path data) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> status = Files.readAllLines(process.resolve("status"));
        try (var open = Files.list(process.resolve("fd"))) {
            return new Vitals(
                    field(status, "VmRSS:") / KIB_PER_MIB, open.count(), (long) field(status, "Threads:"), size(data));
        }
    }

    private static double field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElse(0);
    }

    private static double size(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.mapToLong(Vitals::sizeOf).sum() / BYTES_PER_MIB;
        } catch (UncheckedIOException e) {
            return 0; // a file went while it was walked over; the next sample has it
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The larger of each. */
    Vitals or(Vitals other) {
        return new Vitals(
                Math.max(rss, other.rss),
                Math.max(descriptors, other.descriptors),
                Math.max(threads, other.threads),
                Math.max(disk, other.disk));
    }

    /** Collects a JVM's garbage and returns what is left on its heap, in MiB, as its {@code -Xlog:gc} says. */
    static double liveHeap(long pid, Path heapLog) throws IOException {
        long before = collections(heapLog).count();
        var jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!jcmd.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IOException("jcmd does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (collections(heapLog).count() == before) {
            throw new IOException("no collection in " + heapLog);
        }
        return collections(heapLog).reduce(0.0, (earlier, later) -> later);
    }

    private static Stream<Double> collections(Path heapLog) throws IOException {
        return Files.readAllLines(heapLog).stream()
                .map(FULL::matcher)
                .filter(Matcher::find)
                .map(match -> Double.parseDouble(match.group(2)));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "RSS %.0f MiB, %d descriptors, %d threads, disk %.1f MiB",
                rss,
                descriptors,
                threads,
                disk);
    }
}
