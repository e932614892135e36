package dev.postern.server;

import dev.postern.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: {@code postern start}, {@code postern queue}, {@code postern health}, {@code postern demo}. */
@Command(
        name = "postern",
        description = "A mail gateway that exchanges mail with named partners over agreed TLS, or not at all.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {StartCommand.class, QueueCommand.class, HealthCommand.class, DemoCommand.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs the command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        int status = new CommandLine(new Main())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
        System.exit(status);
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
