package dev.postern.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The table at the end of the queue's benchmark: medians, and what the aims ask for. */
final class QueueTable {
    private final TextTable table = new TextTable();

    private QueueTable() {}

    static String of(List<QueueResult> results) {
        var made = new QueueTable();
        made.table.row(
                "size, writers, queue",
                "sends/s",
                "x Classic",
                "x synced",
                "p50 ms",
                "p99 ms",
                "p50/sync",
                "syncs/send",
                "flushes/send",
                "CPU ms/send",
                "taken/s",
                "syncs/taken",
                "heap MiB",
                "live MiB");
        results.stream()
                .collect(Collectors.groupingBy(
                        result -> List.of(result.size(), result.writers()), LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(trials -> made.part(trials));
        return made.table + """

                x Classic, x synced: sends/s as a multiple of ActiveMQ Classic's as James configures it, which leaves the
                content in files that nobody syncs, and of the same with the content in its synced journal.
                Aims: with 50 writers 10 x and less than 0.2 syncs/send; with 1 writer p50 at most about 2 syncs.
                """;
    }

    private void part(List<QueueResult> trials) {
        Map<QueueUnderTest.Kind, List<QueueResult>> kinds = trials.stream()
                .collect(Collectors.groupingBy(QueueResult::kind, LinkedHashMap::new, Collectors.toList()));
        double base = rate(kinds, QueueUnderTest.Kind.CLASSIC);
        double synced = rate(kinds, QueueUnderTest.Kind.CLASSIC_SYNCED);
        kinds.forEach((kind, same) -> {
            double rate = median(same, QueueResult::sendsPerSecond);
            double p50 = median(same, QueueResult::p50);
            table.row(
                    "%d KiB, %d, %s"
                            .formatted(same.get(0).size() / 1024, same.get(0).writers(), kind.title()),
                    Figures.write(rate),
                    base == 0 ? "-" : Figures.write(rate / base),
                    synced == 0 ? "-" : Figures.write(rate / synced),
                    Figures.write(p50),
                    write(same, QueueResult::p99),
                    Figures.write(p50 / median(same, QueueResult::syncMs)),
                    write(same, QueueResult::syncsPerSend),
                    write(same, QueueResult::flushesPerSend),
                    write(same, QueueResult::cpuPerSend),
                    write(same, QueueResult::takenPerSecond),
                    write(same, QueueResult::syncsPerTaken),
                    write(same, QueueResult::heapMb),
                    write(same, QueueResult::liveMb));
        });
        table.heading("");
    }

    private static double rate(Map<QueueUnderTest.Kind, List<QueueResult>> kinds, QueueUnderTest.Kind kind) {
        return median(kinds.getOrDefault(kind, List.of()), QueueResult::sendsPerSecond);
    }

    private static String write(List<QueueResult> results, ToDoubleFunction<QueueResult> figure) {
        double value = median(results, figure);
        return value < 0 ? "-" : Figures.write(value);
    }

    private static double median(List<QueueResult> results, ToDoubleFunction<QueueResult> figure) {
        return Figures.median(results.stream().map(figure::applyAsDouble).toList());
    }
}
