package dev.postern.command;

import dev.postern.admin.QueuePage;
import dev.postern.config.ConfigurationException;
import dev.postern.gateway.Configuration;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.listener.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code postern queue}: what waits in the running gateway; {@code postern queue flush}: tries it now. */
@Command(
        name = "queue",
        description = "List what waits to leave: for whom, how many messages, since when the oldest. Ask the running"
                + " gateway on this machine.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "64:there is no such partner, or the command line is wrong",
            "69:no gateway answers at admin.bind",
            "78:gateway.yaml is wrong"
        })
final class QueueCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--conf",
            scope = ScopeType.INHERIT, // before or behind the name of a subcommand
            paramLabel = "DIR",
            description = "The directory of gateway.yaml, which says where the gateway listens (default:"
                    + " ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_CONF:-conf}")
    private Path conf = Path.of("conf");

    @Override
    public Integer call() throws InterruptedException {
        return ask("GET", "", answer -> {
            System.out.print(answer.isEmpty() ? "Nothing waits.\n" : table(answer));
            return ExitStatus.STOPPED;
        });
    }

    /** Tries now what waits. */
    @Command(
            name = "flush",
            description = "Try now what waits for PARTNER (its name in partners.yaml), or with --all everything. What"
                    + " still cannot go waits on; nothing goes over a weaker connection.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            sortOptions = false,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:it is tried now; the gateway's log tells what comes of it",
                "64:there is no such partner, or the command line is wrong",
                "69:no gateway answers at admin.bind",
                "78:gateway.yaml is wrong"
            })
    int flush(@ArgGroup(exclusive = true, multiplicity = "1") Whom whom) throws InterruptedException {
        String query = whom.all ? "" : "?partner=" + URLEncoder.encode(whom.partner, StandardCharsets.UTF_8);
        return ask("POST", "/flush" + query, answer -> {
            System.out.print(answer);
            return ExitStatus.STOPPED;
        });
    }

    /** Lifts the rule under which mail was accepted, after it has said what that lets go. */
    @Command(
            name = "release",
            description =
                    "Lift the rule that queued mail keeps although its partner was removed from partners.yaml or has a"
                            + " weaker rule now. NAME is the partner it was accepted for, or the domain it goes to. Lists what"
                            + " would be released and how it would leave; nothing is released without --yes.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            sortOptions = false,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:released; it is tried now",
                "64:no queued message keeps such a rule, --yes is missing, or the command line is wrong",
                "69:no gateway answers at admin.bind",
                "78:gateway.yaml is wrong"
            })
    int release(
            @Parameters(paramLabel = "NAME", description = "The partner or domain.") String name,
            @Option(names = "--yes", description = "Release it.") boolean yes)
            throws InterruptedException {
        return ask("GET", QueuePage.KEPT, answer -> {
            List<String[]> kept = answer.lines()
                    .map(line -> line.split("\t", -1))
                    .filter(parts -> parts[0].equals(name) || parts[1].equalsIgnoreCase(name))
                    .toList();
            if (kept.isEmpty()) {
                System.err.println("No queued message keeps a rule of a partner or domain of that name.");
                return ExitStatus.USAGE;
            }
            kept.forEach(parts -> System.out.printf(
                    "%s messages to %s were accepted for partner %s: %s. Released, they leave by: %s.%n",
                    parts[2], parts[1], parts[0], parts[3], parts[4]));
            if (!yes) {
                System.err.println("Nothing was released. To release them, repeat the command with --yes.");
                return ExitStatus.USAGE;
            }
            return ask(
                    "POST",
                    QueuePage.RELEASE + "?" + QueuePage.NAME + URLEncoder.encode(name, StandardCharsets.UTF_8),
                    released -> {
                        System.out.print(released);
                        return ExitStatus.STOPPED;
                    });
        });
    }

    static final class Whom {
        @Parameters(paramLabel = "PARTNER", description = "The partner's name.")
        private String partner = "";

        @Option(names = "--all", description = "Everything that waits, also for domains that are nobody's.")
        private boolean all;
    }

    private interface Answered {
        int with(String answer) throws InterruptedException;
    }

    private int ask(String method, String path, Answered answered) throws InterruptedException {
        InetSocketAddress admin;
        try {
            admin = BindAddress.reachable(
                    Configuration.adminOf(conf.toAbsolutePath().normalize(), System.getenv()));
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            return ExitStatus.CONFIGURATION;
        }
        String address = BindAddress.text(admin);
        var request = HttpRequest.newBuilder(URI.create("http://" + address + QueuePage.PATH + path))
                .timeout(PATIENCE)
                .header(QueuePage.HEADER, "queue")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return answered.with(response.body());
            }
            System.err.print(response.body());
            return response.statusCode() == 404 ? ExitStatus.USAGE : ExitStatus.UNAVAILABLE;
        } catch (IOException e) {
            System.err.println("No gateway answers at " + address + " (admin.bind in gateway.yaml). Is it running?");
            return ExitStatus.UNAVAILABLE;
        }
    }

    private static String table(String answer) {
        var table = new StringBuilder(line("Partner or domain", "Messages", "Oldest", "Limited by"));
        answer.lines().forEach(line -> {
            String[] parts = line.split("\t", -1);
            table.append(line(parts[0], parts[1], parts[2], parts[3]));
        });
        return table.toString();
    }

    private static String line(String whose, String messages, String oldest, String why) {
        return String.format("%-40s %10s  %-24s  %s", whose, messages, oldest, why)
                        .stripTrailing()
                + System.lineSeparator();
    }
}
