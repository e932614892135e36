package dev.postern.command;

import dev.postern.api.AdminPaths;
import dev.postern.api.FlushRequest;
import dev.postern.api.FlushResult;
import dev.postern.api.KeptListing;
import dev.postern.api.QueueListing;
import dev.postern.api.ReleaseRequest;
import dev.postern.api.ReleaseResult;
import dev.postern.lifecycle.ExitStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            "69:no gateway with that data directory answers",
            "77:no permission to read the data directory"
        })
final class QueueCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT, // before or behind the name of a subcommand
            paramLabel = "DIR",
            description = "Data directory of the gateway (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_DATA:-var}")
    private Path data = Path.of("var");

    @Override
    public Integer call() throws InterruptedException {
        List<QueueListing.Entry> entries = new ArrayList<>();
        int status = read(Optional.empty(), entries);
        if (status == ExitStatus.STOPPED) {
            System.out.print(entries.isEmpty() ? "The outbound queue is empty.\n" : table(entries));
        }
        return status;
    }

    private int read(Optional<String> cursor, List<QueueListing.Entry> entries) throws InterruptedException {
        return gateway().get(AdminPaths.QUEUE + page(cursor), QueueListing.class, answer -> {
            entries.addAll(answer.entries());
            return answer.next().isPresent() ? read(answer.next(), entries) : ExitStatus.STOPPED;
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
                "69:no gateway with that data directory answers",
                "77:no permission to read the data directory"
            })
    int flush(@ArgGroup(exclusive = true, multiplicity = "1") Whom whom) throws InterruptedException {
        var flush = whom.all
                ? new FlushRequest(Optional.empty(), Optional.of(true))
                : new FlushRequest(Optional.of(whom.partner), Optional.empty());
        return gateway().post(AdminPaths.FLUSH, flush, FlushResult.class, answer -> {
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
                "69:no gateway with that data directory answers",
                "77:no permission to read the data directory"
            })
    int release(
            @Parameters(paramLabel = "NAME", description = "The partner or domain.") String name,
            @Option(names = "--yes", description = "Release the messages.") boolean yes)
            throws InterruptedException {
        return gateway().get(AdminPaths.KEPT, KeptListing.class, answer -> {
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
            return gateway().post(AdminPaths.RELEASE, new ReleaseRequest(name), ReleaseResult.class, released -> {
                System.out.println("Released messages: " + released.messages() + ". Trying to deliver them now.");
                return ExitStatus.STOPPED;
            });
        });
    }

    private static String page(Optional<String> cursor) {
        return "?" + AdminPaths.LIMIT + "=" + PAGE
                + cursor.map(text -> "&" + AdminPaths.CURSOR + "=" + text).orElse("");
    }

    static final class Whom {
        @Parameters(paramLabel = "PARTNER", description = "The partner's name.")
        private String partner = "";

        @Option(names = "--all", description = "All queued messages, also those for domains of no partner.")
        private boolean all;
    }

    private AdminClient gateway() {
        return new AdminClient(data, "queue");
    }

    private static String table(List<QueueListing.Entry> entries) {
        var table = new StringBuilder(line("Partner or domain", "Messages", "Oldest", "Limited by"));
        entries.forEach(entry -> table.append(line(
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
