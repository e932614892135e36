package dev.postern.testing.peers;

import dev.postern.testing.peers.PartnerServerSettings.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an {@link Exim} is started with. */
final class EximFiles {
    private static final String CONFIGURATION = """
            exim_path = COMMAND
            keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
            primary_hostname = mx.DOMAIN
            spool_directory = ROOT/spool
            log_file_path = ROOT/log/%slog
            pid_file_path = ROOT/exim.pid
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = PORT
            domainlist partner = DOMAIN : *.DOMAIN
            acl_smtp_rcpt = rcpt
            tls_advertise_hosts = OFFERED
            tls_certificate = ROOT/own.crt
            tls_privatekey = ROOT/own.key
            tls_verify_certificates = ROOT/ca.pem
            tls_verify_hosts = DEMANDED
            tls_resumption_hosts = *
            chunking_advertise_hosts = *
            smtp_receive_timeout = IDLEs
            smtp_accept_max = 0
            smtp_accept_queue_per_connection = 0
            host_lookup =
            rfc1413_hosts =
            helo_allow_chars = _
            log_selector = +incoming_port +pid +pipelining +smtp_connection +smtp_no_mail +tls_certificate_verified \\
              +tls_peerdn +tls_resumption

            begin acl
            rcpt:
              require domains = +partner
              warn set acl_m_reply = ${lookup{$local_part@$domain}lsearch{ROOT/replies}}
              deny message = $acl_m_reply
                condition = ${if match{$acl_m_reply}{^5}}
              defer message = $acl_m_reply
                condition = ${if match{$acl_m_reply}{^4}}
              accept

            begin routers
            mailbox:
              driver = manualroute
              transport = mailbox
              route_list = * 127.0.0.1
              self = send

            begin transports
            mailbox:
              driver = smtp
              port = MAILBOX
              allow_localhost
              hosts_avoid_tls = *
            """;

    private EximFiles() {}

    static String configuration(Path root, Path command, PartnerServerSettings settings, int port, int mailboxPort) {
        return CONFIGURATION
                .replace("COMMAND", command.toString())
                .replace("ROOT", root.toString())
                .replace("DOMAIN", settings.domain())
                .replace("MAILBOX", Integer.toString(mailboxPort))
                .replace("PORT", Integer.toString(port))
                .replace("IDLE", Long.toString(PartnerServer.IDLE.toSeconds()))
                .replace("OFFERED", settings.tls() == Tls.ABSENT ? "" : "*")
                .replace("DEMANDED", settings.tls() == Tls.CERTIFICATE_DEMANDED ? "*" : "");
    }

    /** Copies it into that folder: it executes itself again as its own user, who may not be able to enter the other one. */
    static Path command(Path installed, ServerFolder folder) {
        return copy(installed, folder.root().resolve("exim")).resolve("usr/sbin/exim4");
    }

    /** Starts it by the {@code exim.conf} of that folder, and returns when it listens at that port. */
    static ServerProcess start(ServerFolder folder, Path command, int port, String... more) {
        try {
            boolean root = "root".equals(System.getProperty("user.name"));
            String user = root ? "nobody" : System.getProperty("user.name");
            writeUsers(folder, user);
            if (root) {
                folder.giveTo(user);
                Files.setOwner(folder.root().resolve("exim.conf"), Files.getOwner(Path.of("/"))); // Exim reads no other
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path home = folder.root().resolve("exim");
        var environment = Map.of(
                "LD_LIBRARY_PATH", libraries(home).toString(),
                "LD_PRELOAD", "libnss_wrapper.so",
                "NSS_WRAPPER_PASSWD", folder.root().resolve("passwd").toString(),
                "NSS_WRAPPER_GROUP", folder.root().resolve("group").toString());
        var words = new ArrayList<>(List.of(
                command.toString(), "-C", folder.root().resolve("exim.conf").toString(), "-bdf"));
        words.addAll(List.of(more));
        return ServerProcess.start(folder, port, environment, words);
    }

    /** Writes who there is: all users of this machine, and Debian-exim, for Exim's own name, as another name of that user. */
    private static void writeUsers(ServerFolder folder, String user) throws IOException {
        Path file = Path.of("/etc/passwd");
        String users = Files.readString(file);
        String line = users.lines()
                .filter(any -> any.startsWith(user + ":"))
                .findFirst()
                .orElseThrow(() -> new IOException("no user " + user + " in " + file));
        folder.write("passwd", users + "Debian-exim" + line.substring(user.length()) + "\n")
                .write("group", "Debian-exim:x:" + line.split(":", -1)[3] + ":\n");
    }

    /** Copies a server and its libraries. */
    private static Path copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(path -> Files.isRegularFile(path)).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the libraries are that came with it, whatever this machine's architecture. */
    private static Path libraries(Path home) {
        try (var files = Files.walk(home)) {
            return files.filter(file -> file.endsWith("libnss_wrapper.so"))
                    .map(Path::getParent)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
