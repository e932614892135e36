package dev.postern.scenarios.operation;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The machine on which the commands of the pages are typed: a gateway of example.org whose partner contoso was watched, enforced,
 * and has lost its STARTTLS, so that one message to it waits; its log; and the files that the pages name.
 */
final class PageCommandsScene implements AutoCloseable {
    /** A demonstration is the longest of them. */
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    private static final String BOSS = "boss@example.org";
    private static final Pattern MESSAGE = Pattern.compile("message=(Mail\\d+)");

    private final Site site = Site.named("page-commands");
    private ScriptedSmtpServer contoso = ScriptedSmtpServer.start(good());
    /** What openssl is shown as the partner's server. */
    private final ScriptedSmtpServer shown = ScriptedSmtpServer.start(good());

    private final GatewayProcess gateway;
    private final Map<String, String> substitutions;
    private String mode = "monitor";

    /** What became of a command, standard output and error as they came. */
    record Outcome(int status, String output) {}

    PageCommandsScene() throws IOException {
        site.zone.a("mx.contoso.test", "127.0.0.1");
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml()
                        .replace("hostname: gw.example.test", "hostname: gw.example.org")
                        .replace("domain: example.test", "domain: example.org")
                        .replace("retries: [2s]", "retries: [1h]\n  source: [127.0.0.1]"));
        gateway = site.start(partners());
        writeFiles();
        try (var client = site.outside()) {
            client.mail("alice@contoso.test", "bob@example.org", Letter.from("alice@contoso.test"));
        }
        gateway.awaitLine("partner=contoso ", "verdict=would-reject");
        enforce();
        try (var client = site.outsideOverTls()) {
            client.mail("alice@contoso.test", "bob@example.org", Letter.from("alice@contoso.test"));
        }
        contoso.await(sendToContoso());
        var message = MESSAGE.matcher(gateway.awaitLine("outbound", "partner=contoso ", "verdict=delivered"));
        if (!message.find()) {
            throw new AssertionError("the decision line names no message" + gateway.tail());
        }
        contoso.close(); // with the connection that the gateway keeps
        contoso =
                Await.value("the port is free again", Await.PATIENCE, () -> withoutTls(contoso.port()), gateway::tail);
        String smtp = "127.0.0.1:" + site.smtp;
        String partner = "127.0.0.1:" + shown.port();
        substitutions = Map.ofEntries(
                Map.entry("journalctl -u postern -o cat", "cat gateway.log"),
                Map.entry("kubectl exec postern-0 -- ", ""),
                Map.entry("./run demo", "postern demo"),
                Map.entry("bin/postern ", "postern "),
                Map.entry("mx.contoso.test:25", partner),
                Map.entry("smtp.provider.example:587", partner),
                Map.entry("host:port", partner),
                Map.entry("gateway:25", smtp),
                Map.entry("gw.example.org:25", smtp),
                Map.entry("localhost:2525", smtp),
                Map.entry("--conf /etc/postern", "--conf " + site.folder.conf()),
                Map.entry("--data /var/lib/postern", "--data " + site.folder.data()),
                Map.entry("--data DIR", "--data " + site.folder.data()),
                Map.entry("Mail1709284364000", message.group(1)));
        awaitWaiting();
        Path log = site.folder.root().resolve("gateway.log"); // what the commands read
        Await.until("the log says why it waits", Await.PATIENCE, () -> says(log, "verdict=deferred"));
    }

    private static boolean says(Path log, String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ScriptedSmtpServer> withoutTls(int port) {
        try {
            return Optional.of(ScriptedSmtpServer.start("127.0.0.1", port, ServerScript.noStartTls()));
        } catch (UncheckedIOException e) {
            return Optional.empty(); // the last one's thread still accepts
        }
    }

    private ServerScript good() {
        return ServerScript.tls(TlsOffer.with(site.ca.issue("mx.contoso.test")));
    }

    private String partners() {
        return """
                partners:
                  - name: contoso
                    domains: [contoso.test, "*.contoso.test"]
                    mode: %s
                    outbound: { level: secure, nextHop: "mx.contoso.test:%d", match: [mx.contoso.test] }
                """.formatted(mode, contoso.port());
    }

    private void writeFiles() throws IOException {
        Path root = site.folder.root();
        var client = CertificateAuthority.selfSigned("client.contoso.test");
        Files.writeString(root.resolve("client.pem"), client.chainPem());
        Files.writeString(root.resolve("client.key"), client.keyPem());
        Files.writeString(root.resolve("contoso.pem"), client.chainPem());
        Files.writeString(root.resolve("their.crt"), client.chainPem());
        Files.writeString(root.resolve("ca.pem"), site.ca.own().chainPem());
        Files.createDirectories(root.resolve("bin"));
        Files.createSymbolicLink(
                root.resolve("bin/postern"), GatewayProcess.distribution().resolve("bin/postern"));
    }

    /** The partner's rule is in force, and a message to it waits. */
    void mailWaits() {
        enforce();
        awaitWaiting();
    }

    /** All that was released has left. Until then the queue would be taken for one in which mail waits. */
    void nothingWaits() {
        Await.until(
                "nothing waits",
                Await.PATIENCE,
                () -> !run("postern queue", "").output().contains("contoso"));
    }

    /** The partner is watched only, and a message that was accepted under its rule waits. */
    void rulesKept() {
        mailWaits();
        become("monitor");
        Await.until(
                "a message that keeps its rule",
                Await.PATIENCE,
                () -> run("postern queue release contoso", "").output().contains("accepted for partner contoso"));
    }

    void enforce() {
        become("enforce");
    }

    private void become(String other) {
        if (!mode.equals(other)) {
            mode = other;
            long changes = changes();
            site.folder.write("partners.yaml", partners());
            Await.until("the change is in force", Await.PATIENCE, () -> changes() > changes);
        }
    }

    private long changes() {
        return gateway.lines().stream()
                .filter(line -> line.contains("is in force"))
                .count();
    }

    private void awaitWaiting() {
        if (!run("postern queue", "").output().contains("contoso")) {
            sendToContoso();
            Await.until(
                    "a message waits",
                    Await.PATIENCE,
                    () -> run("postern queue", "").output().contains("contoso"));
        }
    }

    private Letter sendToContoso() {
        var letter = Letter.from(BOSS);
        try (var client = site.insider()) {
            Reply reply = client.mail(BOSS, "bob@contoso.test", letter);
            if (!reply.isPositive()) {
                throw new AssertionError("our mail is rejected: " + reply);
            }
            return letter;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a command of a page in a shell whose input is a terminal's: it does not end.
     *
     * @param typed what is typed into it, by a reader who waits for no prompt
     */
    Outcome run(String command, String typed) {
        String here = command;
        for (Map.Entry<String, String> other : substitutions.entrySet()) {
            here = here.replace(other.getKey(), other.getValue());
        }
        Path root = site.folder.root();
        try {
            Path output = Files.createTempFile(root, "typed", ".out");
            var builder = new ProcessBuilder("bash", "-o", "pipefail", "-c", here)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            Command.withoutOurOwn(builder.environment());
            builder.environment()
                    .putAll(Map.of(
                            "PATH", root.resolve("bin") + ":" + System.getenv("PATH"),
                            "JAVA_HOME", System.getProperty("java.home"),
                            "SSL_CERT_FILE", root.resolve("ca.pem").toString(),
                            "POSTERN_CONF", site.folder.conf().toString(),
                            "POSTERN_DATA", site.folder.data().toString()));
            Process process = builder.start();
            process.getOutputStream().write(typed.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            boolean ended = process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                List<ProcessHandle> children = process.descendants().toList();
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
                throw new AssertionError("does not end by itself: " + command + "\n" + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        site.close();
        contoso.close();
        shown.close();
    }
}
