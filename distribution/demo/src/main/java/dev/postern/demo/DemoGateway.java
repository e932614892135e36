package dev.postern.demo;

import dev.postern.thread.DaemonThreads;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The gateway as a process of its own, and what it prints. Thread-safe. */
final class DemoGateway implements Closeable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration TO_STOP = Duration.ofSeconds(10);
    private static final String READY = "Ready";

    private final Process process;
    private final Path log;
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private boolean ended; // guarded by lines

    private DemoGateway(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it from the Java and the class path of this process, and waits for nothing. */
    static DemoGateway spawn(DemoFiles files) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it lives for seconds: a quick start is worth more than a high speed
                "-Djava.io.tmpdir=" + files.data().resolve("tmp"),
                "-Djavax.net.ssl.trustStore=" + files.trustStore(),
                "-Djavax.net.ssl.trustStoreType=PKCS12",
                "-Djavax.net.ssl.trustStorePassword=" + DemoCertificates.STORE_PASSWORD,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.postern.command.Main",
                "start",
                "--conf",
                files.conf().toString(),
                "--data",
                files.data().toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // What stands over the keys of somebody's own gateway is not for this one.
        builder.environment().keySet().removeIf(name -> name.startsWith("POSTERN_"));
        var gateway = new DemoGateway(builder.start(), files.log());
        DaemonThreads.named("gateway-output").newThread(gateway::read).start();
        return gateway;
    }

    /** @throws IOException if it does not come up in time; the message holds what it printed */
    void awaitReady() throws IOException, InterruptedException {
        if (await(line -> line.startsWith(READY), TO_START).isEmpty()) {
            throw new IOException("The gateway did not start. It printed:\n" + output());
        }
    }

    /** The decision that was logged of a message, waited for as long as patience lasts, by the words in its line. */
    Optional<DemoDecision> awaitDecision(Duration patience, String... words) throws InterruptedException {
        return await(line -> DemoDecision.isOne(line) && List.of(words).stream().allMatch(line::contains), patience)
                .map(DemoDecision::new);
    }

    private Optional<String> await(Predicate<String> wanted, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lines) {
            while (true) {
                var found = lines.stream().filter(wanted).findFirst();
                long left = (end - System.nanoTime()) / 1_000_000;
                if (found.isPresent() || ended || left <= 0) {
                    return found;
                }
                lines.wait(left);
            }
        }
    }

    private void read() {
        try (var output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()));
                var copy = Files.newBufferedWriter(log)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                copy.write(line);
                copy.newLine();
                copy.flush();
                add(line);
            }
        } catch (IOException | UncheckedIOException e) {
            add("(could not read its further output: " + e.getMessage() + ")");
        } finally {
            synchronized (lines) {
                ended = true;
                lines.notifyAll();
            }
        }
    }

    private void add(String line) {
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
    }

    private String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** Asks it to stop (SIGTERM), and kills it if it takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
