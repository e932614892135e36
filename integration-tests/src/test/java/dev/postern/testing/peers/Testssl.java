package dev.postern.testing.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.RealPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code testssl}, the scanner that auditors run, from Debian's package testssl.sh. */
public final class Testssl {
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private Testssl() {}

    /**
     * One thing that it has to say.
     *
     * @param id such as {@code TLS1_1} or {@code cipherlist_NULL}
     * @param severity OK, INFO, LOW, MEDIUM, HIGH, CRITICAL, or WARN when it could not tell
     */
    public record Finding(String id, String severity, String text) {}

    /** Skips the test, or fails it where real peers are required, unless it is installed. */
    public static void assumeInstalled() {
        RealPeer.command("testssl", "testssl.sh");
    }

    /** Scans the STARTTLS of an SMTP server at 127.0.0.1 with these options of testssl's. */
    public static List<Finding> startTls(Path folder, int port, String... checks) {
        Path testssl = RealPeer.command("testssl", "testssl.sh");
        try {
            Path json = Files.createTempDirectory(folder, "testssl").resolve("findings.json");
            List<String> command = new ArrayList<>(List.of(testssl.toString(), "--starttls", "smtp"));
            command.addAll(List.of("--quiet", "--color", "0", "--warnings", "off", "--nodns", "none"));
            command.addAll(List.of("--openssl-timeout", "60", "--jsonfile", json.toString()));
            command.addAll(List.of(checks));
            command.add("127.0.0.1:" + port);
            Command.run(folder, AT_MOST, command); // its status counts findings
            var findings = new ArrayList<Finding>();
            for (JsonNode node : new ObjectMapper().readTree(json.toFile())) {
                findings.add(new Finding(
                        node.path("id").asText(),
                        node.path("severity").asText(),
                        node.path("finding").asText()));
            }
            return findings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
