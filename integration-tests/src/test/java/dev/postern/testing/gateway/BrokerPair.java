package dev.postern.testing.gateway;

import dev.postern.testing.process.Ports;
import dev.postern.tls.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A replicated pair of brokers: mq1, the live one, and mq2, its backup. */
public final class BrokerPair implements AutoCloseable {
    public final CertificateAuthority ca = CertificateAuthority.create("CA of the brokers");
    private final UnaryOperator<String> change;
    private BrokerProcess primary;
    private final int primaryPort = Ports.free();
    private final int backupPort = Ports.free();
    private final Path root;
    private Optional<BrokerProcess> backup = Optional.empty();

    private BrokerPair(Path root, UnaryOperator<String> change) {
        this.root = root;
        this.change = change;
        this.primary = spawn("mq1", primaryPort).await("Server is now active");
    }

    /** The live one alone. */
    public static BrokerPair primaryOnly(Path root) {
        return primaryOnly(root, UnaryOperator.identity());
    }

    /** The live one alone, its {@code broker.xml} changed. */
    public static BrokerPair primaryOnly(Path root, UnaryOperator<String> change) {
        return new BrokerPair(root, change);
    }

    /** Both, and everything that the one has the other has. */
    public static BrokerPair replicated(Path root) {
        var pair = new BrokerPair(root, UnaryOperator.identity());
        pair.backup = Optional.of(pair.spawn("mq2", pair.backupPort).await("is synchronized with primary server"));
        return pair;
    }

    private BrokerProcess spawn(String name, int port) {
        return BrokerProcess.spawn(root.resolve(name), change.apply(xml(name, port)), ca, name);
    }

    /** SIGKILL for the live one, as a power cut. */
    public void killPrimary() {
        primary.kill();
    }

    /** The live one that was killed, on what is on its disk. */
    public void startPrimaryAgain() {
        primary.close();
        primary = spawn("mq1", primaryPort).await("Server is now active");
    }

    private String xml(String name, int port) {
        try {
            return Files.readString(Path.of("../docs/how-to/broker", name + ".xml"))
                    .replace("mq1.example.org:61616", "localhost:" + primaryPort)
                    .replace("mq2.example.org:61616", "localhost:" + backupPort)
                    .replace("0.0.0.0:61616", "127.0.0.1:" + port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The block queue of a gateway that uses them. */
    public String queueYaml() {
        return queueYaml(BrokerProcess.PASSWORD);
    }

    public String queueYaml(String password) {
        return """
                queue:
                  brokers: ["tcp://localhost:%d", "tcp://localhost:%d"]
                  user: %s
                  password: "%s"
                  trustAnchors: tls/brokers-ca.pem
                  minFree: 10MiB
                """.formatted(primaryPort, backupPort, BrokerProcess.USER, password);
    }

    @Override
    public void close() {
        primary.close();
        backup.ifPresent(BrokerProcess::close);
    }
}
