package dev.postern.testing.peers;

import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Haraka, installed from npm by {@code peers/install}. It has one plugin of ours: haraka-plugin.js. */
final class Haraka extends PartnerServer {
    private Haraka(ServerFolder folder, ServerProcess process, ScriptedSmtpServer mailbox, int port) {
        super(folder, "out", mailbox, port, process);
    }

    static Haraka start(PartnerServerSettings settings) {
        Path home = RealPeer.installed("haraka");
        Path node = RealPeer.command("node", "nodejs");
        var mailbox = ScriptedSmtpServer.start(ServerScript.noStartTls());
        int port = Ports.free();
        var folder = ServerFolder.create("haraka");
        HarakaFiles.write(folder, home, settings, port, mailbox.port());
        var process = ServerProcess.start(
                folder,
                port,
                Map.of(),
                List.of(
                        node.toString(),
                        home.resolve("node_modules/Haraka/bin/haraka").toString(),
                        "-c",
                        folder.root().toString()));
        return new Haraka(folder, process, mailbox, port);
    }

    @Override
    public void awaitConnectionWith(int messages) {
        awaitLine("\\[core] disconnect .*tls=Y pipe=Y .*msgs=%d/0/0 ".formatted(messages));
    }

    @Override
    public void awaitConnectionWithoutMail() {
        awaitLine("\\[core] disconnect .*helo=gw\\.example\\.test .*txns=0 ");
    }

    @Override
    public void awaitResumption() {
        awaitLine("\\[partner] .*resumed=true");
    }

    /** Haraka does not offer CHUNKING. */
    @Override
    public void awaitExtensions() {
        awaitLine("\\[core] disconnect .*tls=Y pipe=Y .*msgs=[1-9]");
    }
}
