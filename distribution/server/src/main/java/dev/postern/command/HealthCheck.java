package dev.postern.command;

import dev.postern.api.AdminPaths;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.server.DataDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Asks the running gateway's {@code /healthz}. A container engine runs this every ten seconds as long as the gateway runs.
 * This class therefore needs only a few classes of the JDK and reads no configuration: the gateway writes its admin address
 * and its instance to the data directory. The answer must name that instance, because another gateway or program may
 * listen at the address by now.
 */
final class HealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private HealthCheck() {}

    /** Asks the gateway whose data directory is {@code POSTERN_DATA}, and ends the process with the exit status. */
    public static void main(String[] arguments) {
        System.exit(ask(Path.of(System.getenv().getOrDefault("POSTERN_DATA", "var")), System.out, System.err));
    }

    /**
     * Prints the gateway's answer.
     *
     * @return {@link ExitStatus#STOPPED}: it accepts mail; {@link ExitStatus#NOT_ACCEPTING}: it answers, but accepts no mail;
     *     {@link ExitStatus#UNAVAILABLE}: this gateway does not answer
     */
    static int ask(Path data, PrintStream out, PrintStream err) {
        Path file = data.resolve(DataDirectory.ADMIN);
        try {
            List<String> lines = Files.readString(file).lines().toList();
            if (lines.size() != 2) {
                throw new IOException(
                        "its file " + DataDirectory.ADMIN + " does not contain an address and an instance");
            }
            InetSocketAddress address = address(lines.get(0));
            try (var socket = new Socket()) {
                socket.connect(address, (int) PATIENCE.toMillis());
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.getOutputStream()
                        .write(("GET " + AdminPaths.HEALTH + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                return answered(
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                        lines.get(1),
                        out);
            }
        } catch (IOException | IllegalArgumentException e) {
            err.println("No gateway with the data directory " + data + " answers: " + e.getMessage());
            return ExitStatus.UNAVAILABLE;
        }
    }

    private static int answered(BufferedReader answer, String instance, PrintStream out) throws IOException {
        String status = String.valueOf(answer.readLine());
        String named = (AdminPaths.INSTANCE_HEADER + ": " + instance).toLowerCase(Locale.ROOT);
        boolean itself = false;
        String line = answer.readLine();
        while (line != null && !line.isEmpty()) {
            itself |= line.strip().toLowerCase(Locale.ROOT).equals(named);
            line = answer.readLine();
        }
        if (!itself) {
            throw new IOException("another gateway or program listens at its address: " + status);
        }
        for (line = answer.readLine(); line != null; line = answer.readLine()) {
            out.println(line);
        }
        if (status.matches("HTTP/1\\.[01] 200 .*")) {
            return ExitStatus.STOPPED;
        }
        if (status.matches("HTTP/1\\.[01] 503 .*")) {
            return ExitStatus.NOT_ACCEPTING;
        }
        throw new IOException("unexpected answer: " + status);
    }

    /** Parses an address as {@link DataDirectory#announce} writes it. */
    private static InetSocketAddress address(String text) throws IOException {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IOException("its file " + DataDirectory.ADMIN + " contains no address");
        }
        String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(text.substring(colon + 1)));
    }
}
