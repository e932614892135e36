package dev.postern.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./run bench soak}. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a partner's mail in both directions for an hour, and checks that nothing grows and nothing is lost.",
            "Prints the gateway's memory, descriptors, threads and disk each minute. Uses the loopback interface only."
        })
public final class SoakBench implements Callable<Integer> {
    private static final double SECONDS = 60;

    @Option(names = "--minutes", paramLabel = "N", description = "Duration in minutes (default: 60).")
    private double minutes = 60;

    @Option(names = "--rate", paramLabel = "N", description = "Messages per second in each direction (default: 5).")
    private double rate = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    static Duration ofMinutes(double minutes) {
        return Duration.ofSeconds(Math.round(minutes * SECONDS));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        var plan = new SoakRun.Plan(
                Duration.ofMinutes(2), ofMinutes(minutes), Duration.ZERO, 0, rate, Duration.ofMinutes(2));
        try (var scene = new SoakSite("bench-soak")) {
            SoakReport report = new SoakRun(plan, out).run(scene);
            out.println(report);
            List<String> faults = report.faults();
            faults.forEach(fault -> out.println("FAULT: " + fault));
            return faults.isEmpty() ? 0 : 1;
        }
    }
}
