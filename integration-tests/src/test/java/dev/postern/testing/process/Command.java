package dev.postern.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that ends by itself. */
public final class Command {
    private Command() {}

    /**
     * What became of it.
     *
     * @param out standard output
     * @param err standard error
     */
    public record Outcome(int status, String out, String err) {}

    /** As {@link #run(Path, Duration, List, Map)}, with nothing more in the environment. */
    public static Outcome run(Path folder, Duration atMost, List<String> command) {
        return run(folder, atMost, command, Map.of());
    }

    /**
     * Runs it in that folder, which takes its output until it has ended; killed, and the test fails, if it takes longer.
     *
     * @param environment more variables; those that begin with {@code POSTERN_} are not inherited
     */
    public static Outcome run(Path folder, Duration atMost, List<String> command, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile(folder, "command", ".out");
            Path err = Files.createTempFile(folder, "command", ".err");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            withoutOurOwn(builder.environment());
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " took longer than " + atMost.toSeconds() + " s\n" + text(out));
            }
            var outcome = new Outcome(process.exitValue(), text(out), text(err));
            Files.delete(out);
            Files.delete(err);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What is said to these tests is not said to a gateway, which would have none of it. */
    public static void withoutOurOwn(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("POSTERN_"));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
