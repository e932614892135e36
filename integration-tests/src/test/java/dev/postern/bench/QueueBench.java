package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./run bench queue}. */
@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the gateway's queue with James's queue on ActiveMQ Classic, in turns: durable sends and receives.",
            "Each trial runs in a JVM of its own with a heap of 256 MiB. Counts disk syncs if gcc is installed."
        })
final class QueueBench implements Callable<Integer> {
    private static final List<String> JVM = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    private static final List<Integer> SIZES = List.of(10 * 1024, 1024 * 1024);
    private static final long PATIENCE_S = 300;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each trial (default: 1).")
    private int rounds = 1;

    @Option(names = "--seconds", paramLabel = "N", description = "Seconds for which a trial sends (default: 5).")
    private double seconds = 5;

    @Option(
            names = "--writers",
            split = ",",
            paramLabel = "N",
            description = "Numbers of concurrent senders (default: 1,10,50).")
    private List<Integer> writers = List.of(1, 10, 50);

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "BYTES",
            description = "Message sizes in bytes (default: 10240,1048576).")
    private List<Integer> sizes = SIZES;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            description = "Run only these: ${COMPLETION-CANDIDATES}.")
    private List<QueueUnderTest.Kind> kinds = List.of(QueueUnderTest.Kind.values());

    @Option(names = "--dir", paramLabel = "DIR", description = "Directory on the disk to measure (default: /var/tmp).")
    private Optional<Path> dir = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write every trial to this file, one JSON object per line.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--java", paramLabel = "OPTION", description = "A further option for the JVMs, such as -XX:...")
    private List<String> options = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<QueueResult> results = new ArrayList<>();
        try (Scratch scratch = Scratch.in(dir)) {
            Disk disk = Disk.of(scratch.folder());
            out.println(Machine.describe() + "\nDisk: " + disk.describe(scratch.folder()));
            Optional<Path> counter =
                    CSources.compilerIsThere() ? Optional.of(CSources.fsyncs(scratch.folder())) : Optional.empty();
            out.println(
                    counter.isPresent()
                            ? "Syncs: counted in each process, fsync, fdatasync and msync (a library before libc)"
                            : "Syncs: not counted, because gcc is missing (apt-get install gcc libc6-dev)");
            out.flush();
            for (int size : sizes) {
                for (int count : writers) {
                    for (int round = 0; round < rounds; round++) {
                        for (QueueUnderTest.Kind kind : kinds) {
                            trial(scratch, counter, kind, size, count).ifPresent(results::add);
                        }
                    }
                }
            }
            out.println("\n" + QueueTable.of(results));
        }
        return 0;
    }

    /** Empty if it failed, which is printed: a queue that needs more heap is a result too. */
    private Optional<QueueResult> trial(
            Scratch scratch, Optional<Path> counter, QueueUnderTest.Kind kind, int size, int count) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("queue"));
        Path result = scratch.resolve("result.json");
        Files.deleteIfExists(result);
        Map<String, String> environment = new HashMap<>();
        if (counter.isPresent()) {
            environment.put("LD_PRELOAD", counter.get().toString());
            environment.put(SyncCount.VARIABLE, SyncCount.file(scratch.folder()).toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), QueueTrial.class.getName()));
        command.addAll(List.of(kind.name(), Integer.toString(size), Integer.toString(count), Double.toString(seconds)));
        command.addAll(List.of(folder.toString(), result.toString()));
        Shell.Outcome outcome = Shell.run(command, environment, PATIENCE_S);
        Scratch.delete(folder);
        String what = "%,d bytes, %d writers, %s: ".formatted(size, count, kind.title());
        PrintWriter err = spec.commandLine().getErr();
        if (outcome.status() != 0 || !Files.exists(result)) {
            err.println(what + "FAILED; its last output:\n" + outcome.tail());
            return Optional.empty();
        }
        String text = Files.readString(result);
        if (json.isPresent()) {
            Files.writeString(json.get(), text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        QueueResult read = new ObjectMapper().readValue(text, QueueResult.class);
        err.println(what + Figures.write(read.sendsPerSecond()) + " sends/s");
        return Optional.of(read);
    }
}
