package dev.postern.revalidation;

import com.sun.management.OperatingSystemMXBean;
import dev.postern.delivery.MovableClock;
import dev.postern.gateway.Configuration;
import dev.postern.lifecycle.StartFailure;
import dev.postern.server.GatewayProbe;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.mailet.MailetContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./run bench probe}. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "Probes partners on schedule, by a clock that runs fast, and says what 10,000 probes a day cost: processor time of the",
            "probes, their comparison and their files, and of the server that is probed, which runs in the same process.",
            "Uses the loopback interface only."
        })
public final class ProbeBench implements Callable<Integer> {
    private static final int PROBES_A_DAY = 10_000;
    private static final double MOST_PERCENT = 2;

    @Option(names = "--partners", paramLabel = "N", description = "Number of partners (default: 500).")
    private int partners = 500;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds that are measured, after one that is not (default: 4).")
    private int rounds = 4;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Instant begin = Instant.now().minus(Duration.ofDays(1));
        Instant end = begin.plus(Duration.ofDays(400));
        var ca = CertificateAuthority.create(
                CertificateTemplate.ofCa("Partners' CA").valid(begin, end));
        var certificate = ca.issue(CertificateTemplate.of("mx.partner.test").valid(begin, end));
        try (var site = Site.named("bench-probe");
                var server = ScriptedSmtpServer.start(ServerScript.tls(TlsOffer.with(certificate)))) {
            site.folder.write("tls/partners-ca.pem", ca.own().chainPem());
            site.folder.write("partners.yaml", yaml(server.port()));
            var clock = new MovableClock(Instant.now());
            try (var revalidation = revalidation(site, clock)) {
                round(revalidation, clock);
                long before = processor();
                for (int i = 0; i < rounds; i++) {
                    round(revalidation, clock);
                }
                double each = (processor() - before) / 1e6 / ((double) rounds * partners);
                double percent = each * PROBES_A_DAY / Duration.ofDays(1).toMillis() * 100;
                out.println(String.format(
                        Locale.ROOT,
                        "probes=%d processor-ms-each=%.2f; %d probes a day take %.3f %% of one core",
                        rounds * partners,
                        each,
                        PROBES_A_DAY,
                        percent));
                return percent < MOST_PERCENT ? 0 : 1;
            }
        } catch (StartFailure e) {
            throw new IOException(e);
        }
    }

    private String yaml(int port) {
        return IntStream.range(0, partners)
                .mapToObj(number ->
                        "  - { name: p%1$d, domains: [p%1$d.test], outbound: { nextHop: \"127.0.0.1:%2$d\", match: [mx.partner.test], trustAnchors: tls/partners-ca.pem } }\n"
                                .formatted(number, port))
                .collect(Collectors.joining("", "partners:\n", ""));
    }

    private static Revalidation revalidation(Site site, MovableClock clock) throws StartFailure {
        GatewayProbe gateway = GatewayProbe.of(site.folder.conf(), Map.of(), clock);
        return new Revalidation(
                new Revalidation.Settings(Optional.of(Duration.ofDays(1)), Duration.ofHours(1), Duration.ofDays(2)),
                Configuration.load(site.folder.conf()).partners(),
                partner -> gateway.requests(partner.name(), Optional.empty()),
                gateway.probe()::run,
                Set::of,
                new ProbeFiles(site.folder.data()),
                (MailetContext) Proxy.newProxyInstance(
                        MailetContext.class.getClassLoader(),
                        new Class<?>[] {MailetContext.class},
                        (context, method, words) -> {
                            throw new IllegalStateException("a notice, where nothing changes");
                        }),
                clock);
    }

    /** A day, in as many looks as there are partners, twice over. */
    private void round(Revalidation revalidation, MovableClock clock) throws IOException {
        Duration step = Duration.ofDays(1).dividedBy(2L * partners);
        for (int look = 0; look < 2 * partners; look++) {
            clock.advance(step);
            revalidation.look();
        }
    }

    private static long processor() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
