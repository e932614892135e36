package dev.postern.testing.peers;

import dev.postern.testing.peers.PartnerServerSettings.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** What a {@link Haraka} is started with. */
final class HarakaFiles {
    private HarakaFiles() {}

    static void write(ServerFolder folder, Path home, PartnerServerSettings settings, int port, int mailboxPort) {
        boolean tls = settings.tls() != Tls.ABSENT;
        String domain = settings.domain().replace(".", "\\.");
        folder.write("config/me", settings.host() + "\n")
                .write("config/log.ini", "[main]\nlevel=info\ntimestamps=true\nformat=default\n")
                .write("config/host_list", "")
                .write("config/host_list_regex", "(.*\\.)?" + domain + "\n")
                .write("config/plugins", (tls ? "tls\n" : "") + "partner\nrcpt_to.in_host_list\nqueue/smtp_forward\n")
                .write("config/smtp_forward.ini", "host=127.0.0.1\nport=%d\nenable_tls=false\n".formatted(mailboxPort))
                // RFC 5321 §4.5.3.1.6 and a stuffed dot; Haraka's own limit breaks longer lines.
                .write("config/connection.ini", shipped(home).replace("data_line_length=992", "data_line_length=1001"))
                .write("config/smtp.ini", """
                        listen=127.0.0.1:%d
                        inactivity_timeout=%d
                        """.formatted(port, PartnerServer.IDLE.toSeconds()))
                .write("config/tls.ini", """
                        key=own.key
                        cert=own.crt
                        ca=ca.pem
                        requestCert=%1$s
                        rejectUnauthorized=%1$s
                        """.formatted(settings.tls() == Tls.CERTIFICATE_DEMANDED))
                .write("config/own.crt", settings.certificate().chainPem())
                .write("config/own.key", settings.certificate().keyPem())
                .write("config/ca.pem", settings.caPem())
                .write("plugins/partner.js", plugin());
    }

    private static String shipped(Path home) {
        try {
            return Files.readString(home.resolve("node_modules/Haraka/config/connection.ini"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plugin() {
        try (var in = Objects.requireNonNull(HarakaFiles.class.getResourceAsStream("/haraka-plugin.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
