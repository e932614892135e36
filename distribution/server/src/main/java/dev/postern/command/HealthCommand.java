package dev.postern.command;

import dev.postern.lifecycle.ExitStatus;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@link HealthCheck} as {@code postern health}, with options and a help text. */
@Command(
        name = "health",
        description = "Check whether the running gateway on this machine accepts mail.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the gateway accepts mail",
            "1:the gateway is running but accepts no mail at present; its answer says why",
            "64:invalid command line",
            "69:the gateway does not answer"
        })
final class HealthCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Data directory of the gateway, in which it records its admin address (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_DATA:-var}")
    private Path data = Path.of("var");

    @Override
    public Integer call() {
        return HealthCheck.ask(data.toAbsolutePath().normalize(), System.out, System.err);
    }
}
