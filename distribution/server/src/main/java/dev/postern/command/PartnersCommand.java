package dev.postern.command;

import dev.postern.config.ConfigurationException;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.partner.Partner;
import dev.postern.partnersfile.PartnersConfirmation;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersReading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Confirms a partners file that removes most partners ({@code postern partners accept}). */
@Command(
        name = "partners",
        description = "Confirm a change of partners.yaml.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE)
final class PartnersCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "Directory of partners.yaml (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_CONF:-conf}")
    private Path conf = Path.of("conf");

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** Confirms partners.yaml as it is now. */
    @Command(
            name = "accept",
            description =
                    "Confirm partners.yaml as it is now, although it removes more than half of the partners. The running"
                            + " gateway, or its next start, then loads it. Writes partners.accepted beside it.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:confirmed", "69:could not write partners.accepted", "78:invalid partners.yaml"})
    int accept() {
        var file = new PartnersFile(conf.toAbsolutePath().normalize().resolve("partners.yaml"), Set.of());
        PartnersReading reading = file.read();
        if (reading.directory().isEmpty()) {
            System.err.println(new ConfigurationException(reading.problems()).getMessage());
            return ExitStatus.CONFIGURATION;
        }
        var confirmation = new PartnersConfirmation(file.path());
        try {
            confirmation.write(reading, Instant.now());
        } catch (IOException e) {
            System.err.println("Could not write " + confirmation.path() + ": " + e.getMessage());
            return ExitStatus.UNAVAILABLE;
        }
        System.out.println("Confirmed " + file.path() + " with these partners: "
                + reading.directory().get().partners().stream()
                        .map(Partner::name)
                        .collect(Collectors.joining(", ", "[", "]")));
        return ExitStatus.STOPPED;
    }
}
