package dev.postern.command;

import dev.postern.demo.DemoCommand;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.log.StandardOutput;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code postern}, and its commands. */
@Command(
        name = "postern",
        description = "A mail gateway that exchanges mail with named partners over agreed TLS, or not at all.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        subcommands = {
            StartCommand.class,
            QueueCommand.class,
            PartnersCommand.class,
            ProbeCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            HealthCommand.class,
            DemoCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs the command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        int status = status(commandLine(), arguments);
        StandardOutput.flush();
        System.exit(status);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setUsageHelpAutoWidth(true).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Runs it; whatever it throws is printed, and ends the process even if threads of it still run. */
    static int status(CommandLine commandLine, String... arguments) {
        try {
            return commandLine
                    .setExecutionExceptionHandler((thrown, line, parsed) -> unexpected(thrown))
                    .execute(arguments);
        } catch (Error thrown) {
            return unexpected(thrown);
        }
    }

    private static int unexpected(Throwable thrown) {
        System.err.println("postern: internal error:");
        thrown.printStackTrace();
        return ExitStatus.SOFTWARE;
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
