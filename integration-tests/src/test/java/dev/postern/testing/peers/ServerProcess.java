package dev.postern.testing.peers;

import com.google.common.net.InetAddresses;
import dev.postern.testing.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A mail server as a process in the foreground, whose output goes to {@code out} in its folder. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final Thread lastResort;

    private ServerProcess(Process process) {
        this.process = process;
        this.lastResort = new Thread(process::destroyForcibly);
    }

    /** Starts it and returns when it listens at that port of 127.0.0.1. */
    static ServerProcess start(ServerFolder folder, int port, Map<String, String> environment, List<String> command) {
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.root().toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.root().resolve("out").toFile());
            builder.environment().putAll(environment);
            var server = new ServerProcess(builder.start());
            Runtime.getRuntime().addShutdownHook(server.lastResort);
            Await.until(
                    command.get(0) + " listens or has ended",
                    Await.PATIENCE,
                    () -> listens(port) || !server.process.isAlive());
            if (!server.process.isAlive()) {
                throw new AssertionError(command + " has ended:\n" + String.join("\n", folder.lines("out")));
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddresses.forString("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** Ends it and all that it has started. */
    @Override
    public void close() throws IOException {
        var children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }
}
