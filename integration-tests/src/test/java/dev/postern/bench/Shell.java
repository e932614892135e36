package dev.postern.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other programs, run to their end. */
final class Shell {
    private Shell() {}

    /** How one ended, and what it wrote to its standard output. */
    record Outcome(int status, String out) {
        private static final int TAIL = 8;

        /** The last lines of what it wrote. */
        String tail() {
            List<String> lines = out.lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        }
    }

    /**
     * Runs it; its standard error is that of this process.
     *
     * @throws IOException when it cannot be started, or has not ended in time; then it is stopped
     */
    static Outcome run(List<String> command, Map<String, String> environment, long seconds) throws IOException {
        Path out = Files.createTempFile("bench", ".out");
        try {
            var builder = new ProcessBuilder(command).redirectOutput(out.toFile());
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            Process process = builder.start();
            var lastResort = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(lastResort);
            try {
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IOException("not ended after " + seconds + " s: " + String.join(" ", command));
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            Runtime.getRuntime().removeShutdownHook(lastResort);
            return new Outcome(process.exitValue(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }

    /** Where a program of that name is, on the PATH or where daemons are. */
    static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/sbin:/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
