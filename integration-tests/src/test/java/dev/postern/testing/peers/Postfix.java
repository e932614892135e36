package dev.postern.testing.peers;

import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.FolderRemoval;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A real Postfix, from Debian's package but with a folder of its own. Mail for its own domain goes to a {@link #mailbox};
 * everything else goes to the gateway.
 */
public final class Postfix implements AutoCloseable {

    private final Path root;
    private final Path command;
    private final Settings settings;
    private final int port;
    private final ScriptedSmtpServer mailbox;
    private final Thread lastResort = new Thread(() -> run("abort"));

    /**
     * How a Postfix is to be.
     *
     * @param domain whose mail server it is
     * @param address where it listens, and where its mail to the gateway comes from
     * @param certificate its own
     * @param smtpdLevel {@code smtpd_tls_security_level}: none, may, encrypt
     * @param gatewayPort the gateway's SMTP port at 127.0.0.1
     * @param towardsGateway its TLS policy for the gateway: none, may, encrypt, or secure with match
     * @param caPem whom it trusts
     * @param more further lines of main.cf, and behind "master.cf: " of that file, ROOT standing for its folder
     */
    public record Settings(
            String domain,
            String address,
            IssuedCertificate certificate,
            String smtpdLevel,
            int gatewayPort,
            String towardsGateway,
            String caPem,
            String more) {

        public Settings(
                String domain,
                String address,
                IssuedCertificate certificate,
                String smtpdLevel,
                int gatewayPort,
                String towardsGateway,
                String caPem) {
            this(domain, address, certificate, smtpdLevel, gatewayPort, towardsGateway, caPem, "");
        }
    }

    private Postfix(Path root, Path command, Settings settings, int port, ScriptedSmtpServer mailbox) {
        this.root = root;
        this.command = command;
        this.settings = settings;
        this.port = port;
        this.mailbox = mailbox;
    }

    /** Skips the test, or fails it where real peers are required, unless Postfix can run here. */
    public static void assumeInstalled() {
        RealPeer.command("postfix", "postfix");
        RealPeer.root("Postfix");
    }

    /** Starts one and returns when it listens. */
    public static Postfix start(Settings settings, int port) {
        Path command = RealPeer.command("postfix", "postfix");
        RealPeer.root("Postfix");
        var mailbox = ScriptedSmtpServer.start(ServerScript.noStartTls());
        try {
            // Its processes run as the user postfix, who may not be able to enter the folder of this build.
            Path root = Files.createTempDirectory("postern-postfix-");
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            var postfix = new Postfix(root, command, settings, port, mailbox);
            PostfixFiles.write(root, settings, port, mailbox.port());
            postfix.run("start");
            Runtime.getRuntime().addShutdownHook(postfix.lastResort);
            return postfix;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client on its own machine that has not read the greeting. */
    public ScriptedSmtpClient connect() throws IOException {
        return ScriptedSmtpClient.open(settings.address(), settings.address(), port);
    }

    /** A client on its own machine, over TLS if it offers that. */
    public ScriptedSmtpClient client() throws IOException {
        ScriptedSmtpClient client = connect();
        client.reply();
        if (client.command("EHLO client.test").offers("STARTTLS")) {
            client.startTls(TlsOffer.plain());
        }
        return client;
    }

    public Path root() {
        return root;
    }

    /** Where mail for its own domain ends. */
    public ScriptedSmtpServer mailbox() {
        return mailbox;
    }

    /** Waits until its log has a line with all of these. */
    public String awaitLog(String... parts) {
        return Await.value(
                "a line in Postfix's log with " + List.of(parts),
                Await.PATIENCE,
                () -> log().lines()
                        .filter(line -> List.of(parts).stream().allMatch(line::contains))
                        .findFirst(),
                () -> "\n" + log());
    }

    public String log() {
        try {
            Path log = root.resolve("postfix.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String verb) {
        var outcome = Command.run(
                root,
                Await.PATIENCE,
                List.of(command.toString(), "-c", root.resolve("etc").toString(), verb));
        if (outcome.status() != 0) {
            throw new AssertionError("postfix " + verb + ": " + outcome.out() + outcome.err() + log());
        }
    }

    @Override
    public void close() throws IOException {
        run("stop");
        Runtime.getRuntime().removeShutdownHook(lastResort);
        mailbox.close();
        FolderRemoval.of(root);
    }
}
