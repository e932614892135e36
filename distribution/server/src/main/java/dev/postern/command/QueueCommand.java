package dev.postern.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.postern.api.AdminPaths;
import dev.postern.api.FlushResult;
import dev.postern.api.Json;
import dev.postern.api.KeptListing;
import dev.postern.api.Problem;
import dev.postern.api.QueueListing;
import dev.postern.api.ReleaseResult;
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
        return ask("GET", AdminPaths.QUEUE, QueueListing.class, answer -> {
            System.out.print(answer.entries().isEmpty() ? "The outbound queue is empty.\n" : table(answer));
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
        String query = whom.all ? "" : query(AdminPaths.PARTNER, whom.partner);
        return ask("POST", AdminPaths.FLUSH + query, FlushResult.class, answer -> {
            System.out.println(answer.partner()
                    .map(partner -> "Flushing the queue for partner " + partner + ".")
                    .orElse("Flushing the queue for all destinations."));
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
        return ask("GET", AdminPaths.KEPT, KeptListing.class, answer -> {
            List<KeptListing.Entry> kept = answer.entries().stream()
                    .filter(entry ->
                            entry.partner().equals(name) || entry.domain().equalsIgnoreCase(name))
                    .toList();
            if (kept.isEmpty()) {
                System.err.println("No queued message keeps a rule of that partner or domain.");
                return ExitStatus.USAGE;
            }
            kept.forEach(entry -> System.out.printf(
                    "%d messages to %s were accepted for partner %s: %s. Released, they are delivered by: %s.%n",
                    entry.messages(), entry.domain(), entry.partner(), entry.rule(), entry.released()));
            if (!yes) {
                System.err.println("Nothing was released. To release them, repeat the command with --yes.");
                return ExitStatus.USAGE;
            }
            return ask("POST", AdminPaths.RELEASE + query(AdminPaths.NAME, name), ReleaseResult.class, released -> {
                System.out.println("Released messages: " + released.messages() + ". Trying to deliver them now.");
                return ExitStatus.STOPPED;
            });
        });
    }

    private static String query(String parameter, String value) {
        return "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static final class Whom {
        @Parameters(paramLabel = "PARTNER", description = "The partner's name.")
        private String partner = "";

        @Option(names = "--all", description = "All queued messages, also those for domains of no partner.")
        private boolean all;
    }

    private interface Answered<T> {
        int with(T answer) throws InterruptedException;
    }

    private <T> int ask(String method, String path, Class<T> type, Answered<T> answered) throws InterruptedException {
        InetSocketAddress admin;
        try {
            admin = BindAddress.reachable(
                    Configuration.adminOf(conf.toAbsolutePath().normalize(), System.getenv()));
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            return ExitStatus.CONFIGURATION;
        }
        String address = BindAddress.text(admin);
        var request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(PATIENCE)
                .header(AdminPaths.COMMAND_HEADER, "queue")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return answered.with(Json.read(response.body(), type));
            }
            System.err.println(Json.read(response.body(), Problem.class).detail());
            return response.statusCode() == 404 ? ExitStatus.USAGE : ExitStatus.UNAVAILABLE;
        } catch (JsonProcessingException e) {
            System.err.println("Another program than this version of the gateway answers at " + address
                    + " (admin.bind in gateway.yaml).");
            return ExitStatus.UNAVAILABLE;
        } catch (IOException e) {
            System.err.println("No gateway answers at " + address + " (admin.bind in gateway.yaml). Is it running?");
            return ExitStatus.UNAVAILABLE;
        }
    }

    private static String table(QueueListing answer) {
        var table = new StringBuilder(line("Partner or domain", "Messages", "Oldest", "Limited by"));
        answer.entries()
                .forEach(entry -> table.append(line(
                        entry.name(),
                        Long.toString(entry.messages()),
                        entry.oldest().toString(),
                        entry.limitedBy().orElse(""))));
        return table.toString();
    }

    private static String line(String whose, String messages, String oldest, String why) {
        return String.format("%-40s %10s  %-24s  %s", whose, messages, oldest, why)
                        .stripTrailing()
                + System.lineSeparator();
    }
}
