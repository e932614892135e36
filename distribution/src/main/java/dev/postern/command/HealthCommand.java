package dev.postern.command;

import dev.postern.lifecycle.ExitStatus;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code postern health}: {@link HealthCheck} with options, and an explanation. */
@Command(
        name = "health",
        description = "Ask the running gateway on this machine whether it takes mail.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:it takes mail",
            "1:it runs, and takes none for now; the answer says why",
            "64:the command line is wrong",
            "69:this gateway does not answer"
        })
final class HealthCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The gateway's data directory, in which it says where it listens (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_DATA:-var}")
    private Path data = Path.of("var");

    @Override
    public Integer call() {
        return HealthCheck.ask(data.toAbsolutePath().normalize(), System.out, System.err);
    }
}
