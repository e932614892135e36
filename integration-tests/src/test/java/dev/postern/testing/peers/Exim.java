package dev.postern.testing.peers;

import dev.postern.testing.process.Await;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A real Exim, unpacked from Debian's package by {@code peers/install}. It runs as who runs the tests, or as nobody for root. */
final class Exim extends PartnerServer {
    private static final Pattern ARRIVAL = Pattern.compile(" <= .* (\\[127\\.0\\.0\\.1]:\\d+) P=esmtps ");

    private Exim(ServerFolder folder, ServerProcess process, ScriptedSmtpServer mailbox, int port) {
        super(folder, "log/mainlog", mailbox, port, process);
    }

    static Exim start(PartnerServerSettings settings) {
        Path installed = RealPeer.installed("exim");
        var mailbox = ScriptedSmtpServer.start(ServerScript.noStartTls());
        int port = Ports.free();
        var folder = ServerFolder.create("exim").write(settings);
        Path command = EximFiles.command(installed, folder);
        folder.write("exim.conf", EximFiles.configuration(folder.root(), command, settings, port, mailbox.port()));
        ServerProcess process = EximFiles.start(folder, command, port);
        return new Exim(folder, process, mailbox, port);
    }

    @Override
    public void awaitConnectionWith(int messages) {
        var connection = Await.value(
                "a connection with " + messages + " messages",
                Await.PATIENCE,
                () -> arrivals().entrySet().stream()
                        .filter(arrived -> arrived.getValue() == messages)
                        .findFirst(),
                () -> "\n" + String.join("\n", log()));
        awaitLine("SMTP command timeout on TLS connection from .* " + Pattern.quote(connection.getKey()) + "( |$)");
    }

    /** How many messages came from each remote port; no port is used twice within these seconds. */
    private Map<String, Long> arrivals() {
        return log().stream()
                .map(ARRIVAL::matcher)
                .filter(arrival -> arrival.find())
                .collect(Collectors.groupingBy(arrival -> arrival.group(1), Collectors.counting()));
    }

    @Override
    public void awaitConnectionWithoutMail() {
        awaitLine("no MAIL in SMTP connection from .* C=EHLO");
    }

    @Override
    public void awaitResumption() {
        awaitLine(" <= .* X=TLS1\\.3\\S*\\* ");
    }

    @Override
    public void awaitExtensions() {
        awaitLine(" <= .* P=esmtps L\\.? .* K ");
    }
}
