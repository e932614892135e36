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

/** {@code ./run bench hostile}. */
@Command(
        name = "hostile",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a partner's mail in both directions, first alone, then while strangers attack in every known way:",
            "unread replies, idle connections, slow octets, handshakes, recipients, bounces, loops, malformed mail.",
            "Uses the loopback interface only."
        })
public final class HostileBench implements Callable<Integer> {
    @Option(names = "--minutes", paramLabel = "N", description = "Minutes of attack (default: 10).")
    private double minutes = 10;

    @Option(names = "--quiet-minutes", paramLabel = "N", description = "Minutes without attack before (default: 2).")
    private double quietMinutes = 2;

    @Option(names = "--addresses", paramLabel = "N", description = "Number of attacking addresses (default: 50).")
    private int addresses = 50;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Legitimate messages per second in each direction (default: 5).")
    private double rate = 5;

    @Option(
            names = "--check",
            description = "Exit with 1 also if a partner's p99 latency is more than 5 times that without attack.")
    private boolean check;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        var plan = new SoakRun.Plan(
                Duration.ofSeconds(30),
                SoakBench.ofMinutes(quietMinutes),
                SoakBench.ofMinutes(minutes),
                addresses,
                rate,
                Duration.ofMinutes(5));
        try (var scene = new SoakSite("bench-hostile")) {
            SoakReport report = new SoakRun(plan, out).run(scene);
            out.println(report);
            List<String> faults = report.faults();
            List<String> slow = report.slow();
            faults.forEach(fault -> out.println("FAULT: " + fault));
            slow.forEach(what -> out.println("not acceptable: " + what));
            out.println("The gateway's log: " + scene.log());
            return faults.isEmpty() && (slow.isEmpty() || !check) ? 0 : 1;
        }
    }
}
