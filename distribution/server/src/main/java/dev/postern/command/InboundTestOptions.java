package dev.postern.command;

import dev.postern.api.InboundTestRequest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.util.DurationParser;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code postern probe} that are about mail from a partner. */
final class InboundTestOptions {
    @Option(
            names = "--inbound",
            description =
                    "Test the other direction: issue a one-time address of the running gateway to which the partner TARGET"
                            + " sends one message, and show live how it arrives. The partner gets a report. Each event is one"
                            + " line with --json.")
    private boolean inbound;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "With --inbound: own domain of the address (default: the first in gateway.yaml that is no"
                    + " wildcard).")
    private Optional<String> domain = Optional.empty();

    @Option(
            names = "--valid-for",
            paramLabel = "DURATION",
            converter = Seconds.class,
            description = "With --inbound: how long the address is valid, such as 4h; 7d at most (default: 1d).")
    private Optional<Integer> validFor = Optional.empty();

    @Option(names = "--no-wait", description = "With --inbound: print the address and end.")
    private boolean noWait;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "With --inbound and --history: data directory of the gateway (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_DATA:-var}")
    private Path data = Path.of("var");

    Path data() {
        return data;
    }

    boolean isInbound() {
        return inbound;
    }

    /** Returns whether an option was given that means nothing without {@code --inbound}. */
    boolean isUseless() {
        return !inbound && (noWait || Stream.of(domain, validFor).anyMatch(Optional::isPresent));
    }

    /** Issues a test for that partner, and shows it. Returns the exit status. */
    int run(String partner, boolean json, PrintStream out, Clock clock) throws InterruptedException {
        return new InboundTestRun(new AdminClient(data, "probe"), out, json, clock)
                .run(new InboundTestRequest(partner, domain, validFor), !noWait);
    }

    /** Reads a duration. */
    static final class Seconds implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                return Math.toIntExact(DurationParser.parse(text).toSeconds());
            } catch (RuntimeException e) {
                throw new TypeConversionException("expected a duration such as 4h, found '" + text + "'");
            }
        }
    }
}
