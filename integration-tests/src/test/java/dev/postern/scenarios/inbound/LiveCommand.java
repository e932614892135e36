package dev.postern.scenarios.inbound;

import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A command that shows an inbound test while it runs. */
final class LiveCommand implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("postern-test-[a-z2-7]{26}@example\\.test");

    private final Process process;
    private final Path output;

    private LiveCommand(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static List<String> arguments(ConfFolder folder, String partner, List<String> more) {
        List<String> arguments = new ArrayList<>(
                List.of("probe", "--inbound", partner, "--data", folder.data().toString(), "--json"));
        arguments.addAll(more);
        return arguments;
    }

    static LiveCommand start(ConfFolder folder, String partner, List<String> more) {
        try {
            Path output = Files.createTempFile(folder.root(), "live-", ".out");
            var builder = new ProcessBuilder(GatewayProcess.command(
                            List.of(), arguments(folder, partner, more).toArray(String[]::new)))
                    .directory(folder.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            Command.withoutOurOwn(builder.environment());
            return new LiveCommand(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<String> address(String text) {
        var matcher = ADDRESS.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    String awaitAddress() {
        return Await.value("an address", PATIENCE, () -> address(output()), this::output);
    }

    void await(String part) {
        Await.value(
                "output with " + part,
                PATIENCE,
                () -> Optional.of(output()).filter(text -> text.contains(part)),
                this::output);
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the command does not end: " + output());
        }
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
