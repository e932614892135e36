package dev.postern.testing.peers;

import dev.postern.testing.process.Await;
import dev.postern.testing.process.RealPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real HAProxy, from Debian's package, that passes connections on with PROXY headers. */
public final class Haproxy implements AutoCloseable {

    private final Process process;
    private final Path folder;

    private Haproxy(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** A way through it: from a port of its own to one of the gateway, with {@code send-proxy} or {@code send-proxy-v2}. */
    public record Way(int port, int to, String header) {
        private String section(String address) {
            return """
                    frontend in%1$d
                      bind 127.0.0.1:%1$d
                      default_backend out%1$d
                    backend out%1$d
                      source %4$s
                      server gateway 127.0.0.1:%2$d %3$s check inter 500 check-send-proxy
                    """.formatted(port, to, header, address);
        }
    }

    /** Starts one that connects to the gateway from that address, and returns at once: it listens a moment later. */
    public static Haproxy start(String address, List<Way> ways) {
        Path command = RealPeer.command("haproxy", "haproxy");
        try {
            Path folder = Files.createTempDirectory("postern-haproxy-");
            var configuration = new StringBuilder("""
                    global
                      maxconn 100
                    defaults
                      mode tcp
                      timeout connect 30s
                      timeout client 2m
                      timeout server 2m
                      timeout check 30s
                    """);
            ways.forEach(way -> configuration.append(way.section(address)));
            Path file = folder.resolve("haproxy.cfg");
            Files.writeString(file, configuration);
            Process process = new ProcessBuilder(command.toString(), "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("haproxy.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Haproxy(process, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (String name : List.of("haproxy.log", "haproxy.cfg")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }
}
