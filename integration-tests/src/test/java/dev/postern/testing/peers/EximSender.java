package dev.postern.testing.peers;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real Exim that sends mail of each domain to the host that it is told, and tries again after two seconds. */
public final class EximSender implements AutoCloseable {
    private static final String CONFIGURATION = """
            exim_path = COMMAND
            keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
            primary_hostname = exim.test
            spool_directory = ROOT/spool
            log_file_path = ROOT/log/%slog
            pid_file_path = ROOT/exim.pid
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = PORT
            acl_smtp_rcpt = anything
            tls_advertise_hosts =
            smtp_accept_max = 0
            smtp_accept_queue_per_connection = 0
            queue_run_max = 20
            host_lookup =
            rfc1413_hosts =
            dsn_advertise_hosts = *

            begin acl
            anything:
              accept

            begin routers
            own:
              driver = redirect
              domains = example.test
              data = :blackhole:
            odd:
              driver = manualroute
              transport = odd
              route_data = ${lookup{$domain}lsearch{ROOT/routes}}
              self = send

            begin transports
            odd:
              driver = smtp
              port = HOSTS_PORT
              allow_localhost

            begin retry
            * * F,1h,2s
            """;

    private final ServerFolder folder;
    private final ServerProcess process;
    private final int port;

    private EximSender(ServerFolder folder, ServerProcess process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param routes lines "domain: address"
     * @param hostsPort where all of these addresses listen
     */
    public static EximSender start(List<String> routes, int hostsPort) {
        Path installed = RealPeer.installed("exim");
        var folder = ServerFolder.create("exim-sender");
        Path command = EximFiles.command(installed, folder);
        int port = Ports.free();
        folder.write("routes", String.join("\n", routes) + "\n")
                .write(
                        "exim.conf",
                        CONFIGURATION
                                .replace("COMMAND", command.toString())
                                .replace("ROOT", folder.root().toString())
                                .replace("HOSTS_PORT", Integer.toString(hostsPort))
                                .replace("PORT", Integer.toString(port)));
        return new EximSender(folder, EximFiles.start(folder, command, port, "-q2s"), port);
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
        return folder.lines("log/mainlog").stream();
    }

    @Override
    public void close() throws IOException {
        process.close();
        folder.delete();
    }
}
