package dev.postern.command;

import dev.postern.api.AuditEntry;
import dev.postern.api.Json;
import dev.postern.audit.AuditReader;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the admin audit log ({@code postern audit}); needs no running gateway. */
@Command(
        name = "audit",
        description =
                "List the admin audit log: who changed what, from where and when. Works without a running gateway.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:listed", "64:invalid command line", "69:could not read the log", "77:no permission to do so"
        })
final class AuditCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the gateway (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_DATA:-var}")
    private Path data = Path.of("var");

    @Option(names = "--json", description = "Print one JSON object a line, as the log has them.")
    private boolean json;

    @Override
    public Integer call() {
        return FileCommand.run(data, this::list);
    }

    private int list() throws IOException {
        AuditReader reader = AuditReader.in(data);
        long position = 0;
        int damaged = 0;
        boolean more = true;
        while (more) {
            Optional<AuditReader.Page> page = reader.read(position, PAGE);
            if (page.isEmpty()) {
                break; // rotated meanwhile
            }
            page.get().entries().forEach(entry -> System.out.print(json ? Json.write(entry) : text(entry)));
            damaged += page.get().damaged();
            position = page.get().end();
            more = page.get().more();
        }
        if (damaged > 0) {
            System.err.println("Damaged lines in " + reader.file() + ": " + damaged + ".");
        }
        return ExitStatus.STOPPED;
    }

    private static String text(AuditEntry entry) {
        return Printable.line(entry.time() + "  " + entry.actor()
                        + entry.from().map(from -> " from " + from).orElse("") + ": " + entry.action() + " "
                        + entry.target()
                        + entry.before().map(text -> "; before: " + text).orElse("")
                        + entry.after().map(text -> "; after: " + text).orElse("")
                        + entry.failure().map(text -> "; FAILED: " + text).orElse(""))
                + System.lineSeparator();
    }
}
