package dev.postern.testing.peers;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real OpenSMTPD, unpacked from Debian's package by {@code peers/install}, that sends mail of each domain to the host that it is
 * told, and tries again after two seconds. Its spool, its socket and its users are compiled in, so it runs in a mount namespace of its
 * own where these are its own: only root may make one.
 */
public final class OpenSmtpd implements AutoCloseable {
    private static final String CONFIGURATION = """
            listen on 127.0.0.1 port PORT hostname smtpd.test
            smtp limit max-mails 1000
            table routes file:ROOT/routes
            action "own" relay helo smtpd.test host smtp://127.0.0.1:MAILBOX
            action "odd" relay helo smtpd.test domain <routes>
            match from any for domain "example.test" action "own"
            match from any for any action "odd"
            """;

    /** A next hop that failed rests for 15 seconds, whatever smtpctl schedules: its mail is deferred without a connection. */
    private static final String START = """
            set -e
            home=$1 folder=$2
            for place in /var/spool /var/lib /run; do mount -t tmpfs -o mode=755 opensmtpd "$place"; done
            mkdir -m 711 /var/spool/smtpd
            mkdir -p /var/lib/opensmtpd/empty
            { cat /etc/passwd; for name in opensmtpd:x:64990 opensmtpq:x:64991; do
                echo "$name:${name##*:}::/var/lib/opensmtpd/empty:/usr/sbin/nologin"; done; } >"$folder/passwd"
            { cat /etc/group; for name in opensmtpd:x:64990 opensmtpq:x:64991; do echo "$name:"; done; } >"$folder/group"
            resolver=$(readlink -m /etc/resolv.conf)
            case "$resolver" in /run/*) mkdir -p "${resolver%/*}"; touch "$resolver" ;; esac
            for file in passwd group resolv.conf; do mount --bind "$folder/$file" "/etc/$file"; done
            export LD_LIBRARY_PATH=$(find "$home" -name '*.so*' -printf '%h\\n' | sort -u | paste -sd:)
            (
              while sleep 2 && kill -0 $$; do
                setpriv --regid opensmtpq --clear-groups "$home/usr/sbin/smtpctl" schedule all || true
              done
            ) 2>/dev/null &
            exec "$home/usr/sbin/smtpd" -d -f "$folder/smtpd.conf"
            """;

    private final ServerFolder folder;
    private final ServerProcess process;
    private final ScriptedSmtpServer mailbox;
    private final int port;

    private OpenSmtpd(ServerFolder folder, ServerProcess process, ScriptedSmtpServer mailbox, int port) {
        this.folder = folder;
        this.process = process;
        this.mailbox = mailbox;
        this.port = port;
    }

    /** Skips the test, or fails it where real peers are required, unless OpenSMTPD can run here. */
    public static Path installed() {
        Path home = RealPeer.installed("opensmtpd");
        RealPeer.root("OpenSMTPD");
        var namespace = Command.run(
                Path.of(System.getProperty("java.io.tmpdir")),
                Await.PATIENCE,
                List.of("unshare", "--mount", "mount", "-t", "tmpfs", "opensmtpd", "/var/spool"));
        RealPeer.need(
                namespace.status() == 0,
                "OpenSMTPD needs a mount namespace of its own, which this machine does not allow: " + namespace.err());
        return home;
    }

    /**
     * Starts one. Mail for example.test ends at a mailbox of its own.
     *
     * @param routes by domain, the address of its host
     * @param hostsPort where all of these addresses listen
     */
    public static OpenSmtpd start(Map<String, String> routes, int hostsPort) {
        Path home = installed();
        var mailbox = ScriptedSmtpServer.start(ServerScript.noStartTls());
        int port = Ports.free();
        var lines = new StringBuilder();
        routes.forEach((domain, address) -> lines.append("%s smtp://%s:%d\n".formatted(domain, address, hostsPort)));
        var folder = ServerFolder.create("opensmtpd");
        String root = folder.root().toString();
        folder.write("routes", lines.toString())
                .write("resolv.conf", "lookup file\n")
                .write("start", START)
                .write(
                        "smtpd.conf",
                        CONFIGURATION
                                .replace("PORT", Integer.toString(port))
                                .replace("ROOT", root)
                                .replace("MAILBOX", Integer.toString(mailbox.port())));
        var process = ServerProcess.start(
                folder, port, Map.of(), List.of("unshare", "--mount", "sh", root + "/start", home.toString(), root));
        return new OpenSmtpd(folder, process, mailbox, port);
    }

    /** A client that has not read the greeting. */
    public ScriptedSmtpClient connect() throws IOException {
        return ScriptedSmtpClient.open(Site.OUTSIDE, port);
    }

    /** A client that has said EHLO. */
    public ScriptedSmtpClient client() throws IOException {
        return ScriptedSmtpClient.greeted(Site.OUTSIDE, port);
    }

    public Stream<String> log() {
        return folder.lines("out").stream();
    }

    /** Whether it has ended by itself. */
    public boolean hasEnded() {
        return process.hasEnded();
    }

    @Override
    public void close() throws IOException {
        process.close();
        mailbox.close();
        folder.delete();
    }
}
