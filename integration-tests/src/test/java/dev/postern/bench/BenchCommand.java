package dev.postern.bench;

import dev.postern.revalidation.ProbeBench;
import dev.postern.soak.HostileBench;
import dev.postern.soak.SoakBench;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./run bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure the gateway on this machine.",
        subcommands = {RelayBench.class, QueueBench.class, HostileBench.class, SoakBench.class, ProbeBench.class})
public final class BenchCommand {
    private BenchCommand() {}

    public static void main(String[] words) {
        // picocli's default for a missing subcommand is its help and status 2; EX_USAGE is what ./run promises.
        var line = new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IOException) {
                command.getErr().println("bench: " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
        System.exit(words.length == 0 ? usage(line) : line.execute(words));
    }

    private static int usage(CommandLine line) {
        line.usage(System.err);
        return 64;
    }
}
