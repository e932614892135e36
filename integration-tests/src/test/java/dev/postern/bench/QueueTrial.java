package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.metrics.MicrometerGaugeRegistry;
import dev.postern.metrics.MicrometerMetricFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** One queue, one size, so many writers: in a JVM of its own, whose heap is the one that is asked for. */
public final class QueueTrial {
    private static final double WARM_UP_S = 3;

    private QueueTrial() {}

    /** Words: kind, size in bytes, writers, seconds, folder, file for the result. */
    public static void main(String[] words) {
        try {
            run(words);
            System.exit(0); // brokers leave threads behind
        } catch (Exception e) {
            System.out.println(e);
            System.exit(1);
        }
    }

    private static void run(String[] words) throws Exception {
        var kind = QueueUnderTest.Kind.valueOf(words[0]);
        int size = Integer.parseInt(words[1]);
        int writers = Integer.parseInt(words[2]);
        double seconds = Double.parseDouble(words[3]);
        var folder = Path.of(words[4]);
        var registry = new SimpleMeterRegistry();
        try (QueueUnderTest subject =
                kind.open(folder, new MicrometerMetricFactory(registry), new MicrometerGaugeRegistry(registry))) {
            var traffic = new QueueTraffic(subject.queue(), new BenchMail(size), size);
            traffic.take(traffic.send(writers, WARM_UP_S).latencies().length);
            QueueResult result = measure(kind, size, writers, seconds, traffic, folder);
            Files.writeString(Path.of(words[5]), new ObjectMapper().writeValueAsString(result));
        }
    }

    private static QueueResult measure(
            QueueUnderTest.Kind kind, int size, int writers, double seconds, QueueTraffic traffic, Path folder)
            throws Exception {
        Disk disk = Disk.of(folder);
        double sync = disk.syncMillis(folder);
        SyncCount syncs = SyncCount.own();
        var heap = new HeapWatch();
        OptionalLong syncsBefore = syncs.read();
        OptionalLong flushesBefore = disk.flushes();
        long cpuBefore = cpuNanos();
        QueueTraffic.Sent sent = traffic.send(writers, seconds);
        long cpu = cpuNanos() - cpuBefore;
        OptionalLong syncsAfter = syncs.read();
        OptionalLong flushesAfter = disk.flushes();
        double live = heap.live();
        int count = sent.latencies().length;
        double taking = traffic.take(count);
        return new QueueResult(
                kind,
                size,
                writers,
                count,
                sync,
                count / sent.seconds(),
                Figures.percentile(sent.latencies(), 50) / 1e6,
                Figures.percentile(sent.latencies(), 99) / 1e6,
                each(syncsBefore, syncsAfter, count),
                each(flushesBefore, flushesAfter, count),
                cpu / 1e6 / count,
                count / taking,
                each(syncsAfter, syncs.read(), count),
                heap.end(),
                live);
    }

    private static double each(OptionalLong before, OptionalLong after, int count) {
        return before.isPresent() && after.isPresent() ? (double) (after.getAsLong() - before.getAsLong()) / count : -1;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
