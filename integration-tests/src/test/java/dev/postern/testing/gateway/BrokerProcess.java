package dev.postern.testing.gateway;

import dev.postern.testing.process.Await;
import dev.postern.testing.process.Daemon;
import dev.postern.tls.CertificateAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An Artemis broker as a process of its own, with the {@code broker.xml} that the documentation shows. */
public final class BrokerProcess implements AutoCloseable {
    static final String USER = "postern";
    public static final String PASSWORD = "Secret of brokers";

    private static final Duration START = Duration.ofMinutes(2);
    private static final String LOGIN = """
            activemq {
              org.apache.activemq.artemis.spi.core.security.jaas.PropertiesLoginModule required
                org.apache.activemq.jaas.properties.user="users.properties"
                org.apache.activemq.jaas.properties.role="roles.properties";
            };
            """;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private BrokerProcess(Process process) {
        this.process = process;
    }

    /** Starts a broker in that directory, which keeps its data, and says nothing of when it takes connections. */
    static BrokerProcess spawn(Path instance, String brokerXml, CertificateAuthority ca, String name) {
        try {
            Files.createDirectories(instance);
            var certificate = ca.issue("localhost");
            certificate.writeTo(instance.resolve("broker.crt"), instance.resolve("broker.key"));
            Files.writeString(instance.resolve("ca.pem"), ca.own().chainPem());
            Files.writeString(
                    instance.resolve(name + ".pemcfg"),
                    "source.key=" + instance.resolve("broker.key") + "\nsource.cert=" + instance.resolve("broker.crt")
                            + "\n");
            Files.writeString(instance.resolve("login.config"), LOGIN);
            Files.writeString(instance.resolve("users.properties"), USER + "=" + PASSWORD + "\n");
            Files.writeString(instance.resolve("roles.properties"), "gateways=" + USER + "\n");
            Files.writeString(
                    instance.resolve("broker.xml"), brokerXml.replace("/etc/artemis/", instance.toString() + "/"));
            var started = new BrokerProcess(new ProcessBuilder(command(instance))
                    .directory(instance.toFile())
                    .redirectErrorStream(true)
                    .start());
            Daemon.start("broker-log", () -> started.read(instance.resolve("broker.log")));
            Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path instance) throws IOException {
        Path tests = Path.of(BrokerProcess.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.security.auth.login.config=" + instance.resolve("login.config"),
                "-Dlogback.configurationFile=" + tests.resolve("broker-logback.xml"),
                "-cp",
                GatewayProcess.distribution().resolve("lib") + "/*:" + tests,
                BrokerMain.class.getName(),
                "broker.xml");
    }

    private void read(Path log) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var file = Files.newBufferedWriter(log)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                file.write(line + "\n");
                file.flush();
            }
        } catch (IOException e) {
            lines.add("(its output ended: " + e + ")");
        }
    }

    /** Waits until it said that. */
    BrokerProcess await(String text) {
        Await.value(
                "the broker says " + text,
                START,
                () -> lines.stream().filter(line -> line.contains(text)).findFirst(),
                () -> "\n" + String.join("\n", lines));
        return this;
    }

    /** SIGKILL, as a power cut. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
