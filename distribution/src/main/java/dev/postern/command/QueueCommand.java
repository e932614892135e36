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

/** Shows the outbound queue of the running gateway ({@code postern queue}), flushes it, and releases messages. */
@Command(
        name = "queue",
        description =
                "Show the outbound queue of the running gateway on this machine: destination, number of messages, age"
                        + " of the oldest, and what limits delivery.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "64:unknown partner, or invalid command line",
            "69:no gateway answers at admin.bind",
            "78:invalid gateway.yaml"
        })
final class QueueCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--conf",
            scope = ScopeType.INHERIT, // before or behind the name of a subcommand
            paramLabel = "DIR",
            description = "Directory of gateway.yaml, which names the gateway's admin address (default:"
                    + " ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_CONF:-conf}")
    private Path conf = Path.of("conf");

    @Override
    public Integer call() throws InterruptedException {
        return ask("GET", "", answer -> {
            System.out.print(answer.isEmpty() ? "The outbound queue is empty.\n" : table(answer));
            return ExitStatus.STOPPED;
        });
    }

    /** Tries now what waits. */
    @Command(
            name = "flush",
            description =
                    "Try to deliver the queued messages for PARTNER (its name in partners.yaml) now, or all of them with"
                            + " --all. Messages that still cannot be delivered stay queued; no rule is relaxed.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            sortOptions = false,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:delivery was started; the gateway's log shows the results",
                "64:unknown partner, or invalid command line",
                "69:no gateway answers at admin.bind",
                "78:invalid gateway.yaml"
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
                    "Lift the rule that queued messages keep although their partner was removed from partners.yaml or has a"
                            + " weaker rule now. NAME is the partner they were accepted for, or their destination domain."
                            + " Lists the messages and how they would be delivered; releases them only with --yes.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            sortOptions = false,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:released; delivery was started",
                "64:no queued message keeps such a rule, --yes is missing, or invalid command line",
                "69:no gateway answers at admin.bind",
                "78:invalid gateway.yaml"
            })
    int release(
            @Parameters(paramLabel = "NAME", description = "The partner or domain.") String name,
            @Option(names = "--yes", description = "Release the messages.") boolean yes)
            throws InterruptedException {
        return ask("GET", QueuePage.KEPT, answer -> {
            List<String[]> kept = answer.lines()
                    .map(line -> line.split("\t", -1))
                    .filter(parts -> parts[0].equals(name) || parts[1].equalsIgnoreCase(name))
                    .toList();
            if (kept.isEmpty()) {
                System.err.println("No queued message keeps a rule of that partner or domain.");
                return ExitStatus.USAGE;
            }
            kept.forEach(parts -> System.out.printf(
                    "%s messages to %s were accepted for partner %s: %s. Released, they are delivered by: %s.%n",
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

        @Option(names = "--all", description = "All queued messages, also those for domains of no partner.")
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
