package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.queue.HandoverMode;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./run bench relay}. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 64,
        description = {
            "Compares Postern with a tuned Postfix, in turns: STARTTLS in, mandatory STARTTLS out, durable queues.",
            "Needs root and the Debian packages gcc, libssl-dev and postfix. Uses the loopback interface only."
        })
final class RelayBench implements Callable<Integer> {
    private static final int QUICK = 5;

    @Option(names = "--quick", description = "Send a fifth of the messages, in one round unless --rounds is given.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each scenario (default: 3).")
    private int rounds;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Run only these scenarios: cold, 10k-10, 10k-50, 1m-10, one-10, rate-150, crowd.")
    private List<String> only = List.of();

    @Option(names = "--without-postfix", description = "Measure Postern only.")
    private boolean withoutPostfix;

    @Option(
            names = "--handover",
            paramLabel = "HOW",
            split = ",",
            description =
                    "Also measure Postern with another hand-over from the spool to the outgoing queue: unpaced, off."
                            + " A last table shows the gain of the default hand-over (on).")
    private List<HandoverMode> handover = List.of();

    @Option(names = "--no-warm-up", description = "Skip the messages that let the JVM compile first.")
    private boolean noWarmUp;

    @Option(names = "--dir", paramLabel = "DIR", description = "Directory on the disk to measure (default: /var/tmp).")
    private Optional<Path> dir = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write every round to this file, one JSON object per line.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "Record Postern's CPU profile in this file (JDK Flight Recorder).")
    private Optional<Path> profile = Optional.empty();

    @Option(
            names = "--check",
            description = "Exit with 1 also if a figure is worse than acceptable; docs/performance.md has the limits.")
    private boolean check;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<String> unknown =
                only.stream().filter(name -> !RelayPlan.names().contains(name)).toList();
        List<String> missing = Prerequisites.missingForRelay(!withoutPostfix);
        if (!unknown.isEmpty()) {
            err.println("Unknown scenario " + unknown + "; known scenarios: " + RelayPlan.names());
            return 64;
        }
        if (!missing.isEmpty()) {
            missing.forEach(err::println);
            return 69;
        }
        try (Scratch scratch = Scratch.in(dir)) {
            Disk disk = Disk.of(scratch.folder());
            Path certificate = certificate(scratch);
            var load = new Load(CSources.load(scratch.folder()), certificate, disk);
            spec.commandLine().getOut().println(Machine.describe() + "\nDisk: " + disk.describe(scratch.folder()));
            var plan = new RelayPlan(
                    load,
                    only,
                    quick ? QUICK : 1,
                    rounds > 0 ? rounds : quick ? 1 : 3,
                    !noWarmUp,
                    err,
                    Clock.systemUTC());
            RelayRounds taken = plan.run(scratch, gateways(scratch, certificate));
            return report(taken);
        }
    }

    private List<GatewayUnderTest> gateways(Scratch scratch, Path certificate) {
        List<GatewayUnderTest> gateways = new ArrayList<>();
        if (!withoutPostfix) {
            gateways.add(new PostfixGateway(scratch, certificate));
        }
        handover.stream()
                .filter(mode -> mode != HandoverMode.ON) // measured in any case
                .forEach(mode -> gateways.add(PosternGateway.handingOver(mode, scratch)));
        gateways.add(PosternGateway.plain(scratch, profile));
        return gateways;
    }

    private int report(RelayRounds taken) throws IOException {
        spec.commandLine().getOut().println("\n" + RelayTable.of(taken));
        if (!handover.isEmpty()) {
            spec.commandLine().getOut().println(HandoverTable.of(taken));
        }
        if (json.isPresent()) {
            var mapper = new ObjectMapper();
            try (var file = Files.newBufferedWriter(json.get())) {
                for (var scenario : taken.all().entrySet()) {
                    for (List<Measurement> measured : scenario.getValue().values()) {
                        for (Measurement round : measured) {
                            file.write(mapper.writeValueAsString(new Line(scenario.getKey(), round)) + "\n");
                        }
                    }
                }
            }
        }
        if (profile.isPresent()) {
            spec.commandLine().getOut().println(CpuProfile.of(profile.get(), taken.warmFrom()));
        }
        List<String> missed = check ? RelayFloors.missed(taken) : List.of();
        missed.forEach(what -> spec.commandLine().getErr().println("not acceptable: " + what));
        return taken.areWhole() && missed.isEmpty() ? 0 : 1;
    }

    /** One line of the JSON file. */
    record Line(Scenario scenario, Measurement measurement) {}

    private static Path certificate(Scratch scratch) throws IOException {
        IssuedCertificate issued = CertificateAuthority.selfSigned("gateway.test", "sink.partner.test");
        return Files.writeString(scratch.resolve("server.pem"), issued.chainPem() + issued.keyPem());
    }
}
