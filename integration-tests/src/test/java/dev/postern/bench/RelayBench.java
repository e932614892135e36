package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.queue.Handover;
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
        description = {
            "Postern beside a tuned Postfix: STARTTLS in, mandatory STARTTLS out, durable queues, in turns.",
            "Needs root, and the Debian packages gcc, libssl-dev and postfix. Loopback only."
        })
final class RelayBench implements Callable<Integer> {
    private static final int QUICK = 5;
    private static final List<String> WAYS = List.of(Handover.UNPACED.asString(), Handover.OFF.asString());

    @Option(names = "--quick", description = "A fifth of the messages, and one round unless --rounds says more.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each scenario (default: 3).")
    private int rounds;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: cold, 10k-10, 10k-50, 1m-10, one-10, rate-150, crowd.")
    private List<String> only = List.of();

    @Option(names = "--without-postfix", description = "Postern alone.")
    private boolean withoutPostfix;

    @Option(
            names = "--handover",
            paramLabel = "HOW",
            split = ",",
            description = "Also a Postern that hands messages over from the spool to the outgoing queue in another way:"
                    + " unpaced, off. A last table shows what the way that ships gains.")
    private List<String> handover = List.of();

    @Option(names = "--no-warm-up", description = "Without the messages that let the JVM compile.")
    private boolean noWarmUp;

    @Option(names = "--dir", paramLabel = "DIR", description = "On the disk to measure (default: /var/tmp).")
    private Optional<Path> dir = Optional.empty();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write every round to this file, one JSON object a line.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "Record where Postern's CPU goes (JDK Flight Recorder).")
    private Optional<Path> profile = Optional.empty();

    @Option(
            names = "--check",
            description =
                    "Exit status 1 also if a figure is worse than acceptable; the aims are in docs/performance.md.")
    private boolean check;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<String> unknown =
                only.stream().filter(name -> !RelayPlan.names().contains(name)).toList();
        List<String> noWays =
                handover.stream().filter(way -> !WAYS.contains(way)).toList();
        List<String> missing = Prerequisites.missingForRelay(!withoutPostfix);
        if (!unknown.isEmpty()) {
            err.println("There is no scenario " + unknown + "; there are " + RelayPlan.names());
            return 64;
        }
        if (!noWays.isEmpty()) {
            err.println("There is no hand-over " + noWays + "; there are " + WAYS);
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
        handover.forEach(way -> gateways.add(PosternGateway.handingOver(Handover.of(way), scratch)));
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
