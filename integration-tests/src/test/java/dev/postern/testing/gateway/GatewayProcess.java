package dev.postern.testing.gateway;

import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The packaged gateway as a process of its own. All that it prints is kept here and in {@code gateway.log} beside its
 * configuration.
 */
public final class GatewayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofMinutes(2);
    private static final int TAIL = 60;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final ReentrantLock reading = new ReentrantLock();
    private final Thread reader;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.reader = new Thread(() -> read(log), "gateway-log");
        reader.setDaemon(true);
    }

    /** The distribution that is tested. */
    public static Path distribution() {
        return Path.of(System.getProperty("postern.dist", "../distribution/package/target/postern"))
                .toAbsolutePath()
                .normalize();
    }

    /** The command line of the packaged gateway with these arguments. */
    public static List<String> command(List<String> jvmOptions, String... arguments) {
        var options = new ArrayList<>(ClassArchive.options());
        options.addAll(jvmOptions);
        return plainCommand(options, arguments);
    }

    /** As {@link #command}, without what makes it start faster. */
    static List<String> plainCommand(List<String> jvmOptions, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", distribution().resolve("lib") + "/*", "dev.postern.command.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The arguments of a start in that folder. */
    public static String[] startIn(ConfFolder folder) {
        return new String[] {
            "start", "--conf", folder.conf().toString(), "--data", folder.data().toString()
        };
    }

    /** Starts it, without waiting for anything. */
    public static GatewayProcess spawn(ConfFolder folder, List<String> jvmOptions) {
        return spawn(folder, List.of(), jvmOptions);
    }

    private static GatewayProcess spawn(ConfFolder folder, List<String> wrapper, List<String> jvmOptions) {
        var command = new ArrayList<>(wrapper);
        var options = new ArrayList<>(jvmOptions);
        options.add("-Djava.io.tmpdir=" + folder.data().resolve("tmp")); // as bin/postern does
        command.addAll(command(options, startIn(folder)));
        return launch(folder, command);
    }

    /** Starts whatever it is with that command line, without waiting for anything. */
    static GatewayProcess launch(ConfFolder folder, List<String> command) {
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.root().toFile()) // any working directory will do
                    .redirectErrorStream(true);
            Command.withoutOurOwn(builder.environment());
            builder.environment().putAll(folder.environment());
            var process = builder.start();
            var gateway = new GatewayProcess(process, folder.root().resolve("gateway.log"));
            gateway.reader.start();
            // If this JVM is stopped in the middle, nothing stays behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it and waits until it accepts mail. */
    public static GatewayProcess start(ConfFolder folder, List<String> jvmOptions) {
        return start(folder, List.of(), jvmOptions);
    }

    /**
     * As {@link #start(ConfFolder, List)}.
     *
     * @param wrapper stands before the command line, and must leave the gateway this process's own child
     */
    public static GatewayProcess start(ConfFolder folder, List<String> wrapper, List<String> jvmOptions) {
        return awaitReady(spawn(folder, wrapper, jvmOptions));
    }

    /** Starts it by a command line of its own, which must end in {@code exec}, and waits until it accepts mail. */
    public static GatewayProcess startBy(ConfFolder folder, List<String> command) {
        return awaitReady(launch(folder, command));
    }

    private static GatewayProcess awaitReady(GatewayProcess gateway) {
        Await.value(
                "the gateway says Ready",
                START,
                () -> gateway.process.isAlive() ? gateway.line(line -> line.startsWith("Ready")) : Optional.of("ended"),
                gateway::tail);
        if (!gateway.process.isAlive()) {
            throw new AssertionError("the gateway did not start" + gateway.tail());
        }
        return gateway;
    }

    private void read(Path log) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                // Whoever starts again in the same folder goes on in the same log.
                var file = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                reading.lock();
                try {
                    lines.add(line);
                } finally {
                    reading.unlock();
                }
                file.write(line + "\n");
                file.flush();
            }
        } catch (IOException e) {
            lines.add("(its output ended: " + e + ")");
        }
    }

    /** Reads nothing more of what it prints, as a log collector that hangs; its pipe fills up. */
    public void stopReading() {
        reading.lock();
    }

    /** Reads on; to be called by the thread that stopped. */
    public void readOn() {
        reading.unlock();
    }

    public List<String> lines() {
        return lines;
    }

    /** The first line so far that is so. */
    public Optional<String> line(Predicate<String> wanted) {
        return lines.stream().filter(wanted).findFirst();
    }

    /** Waits for a line that contains all of these. */
    public String awaitLine(String... parts) {
        return Await.value(
                "a log line with " + List.of(parts),
                Await.PATIENCE,
                () -> line(line -> List.of(parts).stream().allMatch(line::contains)),
                this::tail);
    }

    /** The end of what it printed, for failure messages. */
    public String tail() {
        List<String> now = List.copyOf(lines); // others are being added
        return "\n--- its last words:\n" + String.join("\n", now.subList(Math.max(0, now.size() - TAIL), now.size()));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its output, and with it its last words
    }

    /** SIGHUP. */
    public void hangUp() {
        Command.run(Path.of("."), Await.PATIENCE, List.of("kill", "-HUP", Long.toString(process.pid())));
    }

    /** The processes that it has started, and theirs. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** SIGKILL, as a power cut. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end, and until all that it printed is read, unless {@link #stopReading} said otherwise. Returns the exit status. */
    public int awaitExit() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the gateway did not stop within " + STOP.toSeconds() + " s" + tail());
            }
            if (!reading.isHeldByCurrentThread()) {
                reader.join(Await.PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return process.exitValue();
    }

    public long pid() {
        return process.pid();
    }

    /** Stops it, hard if need be. */
    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
