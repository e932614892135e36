package dev.postern.testing.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/** What a {@link Postfix} is started with. */
final class PostfixFiles {
    private static final String REPLIES_SERVICE =
            "replies unix - n n - 0 spawn user=nobody argv=/bin/sh ROOT/replies.sh ROOT/replies\n";

    /** A policy service (SMTPD_POLICY_README): answers RCPT with what the lines "address: reply" of a file say. */
    private static final String REPLIES = """
            while read -r line; do
              case "$line" in
                recipient=*) recipient="${line#recipient=}" ;;
                "") reply="$(sed -n "s/^$recipient: //p" "$1")"; printf 'action=%s\\n\\n' "${reply:-DUNNO}" ;;
              esac
            done
            """;

    private static final String SERVICE = "master.cf: ";

    private PostfixFiles() {}

    static void write(Path root, Postfix.Settings settings, int port, int mailboxPort) throws IOException {
        PostfixFolder folder = PostfixFolder.create(root);
        Files.writeString(root.resolve("ca.pem"), settings.caPem());
        Files.writeString(root.resolve("own.crt"), settings.certificate().chainPem());
        Files.writeString(root.resolve("own.key"), settings.certificate().keyPem());
        Files.setPosixFilePermissions(root.resolve("own.key"), PosixFilePermissions.fromString("rw-------"));
        folder.route(
                "%1$s relay:[127.0.0.1]:%2$d%n.%1$s relay:[127.0.0.1]:%2$d%n".formatted(settings.domain(), mailboxPort),
                "[127.0.0.1]:%d %s%n[127.0.0.1]:%d none%n"
                        .formatted(settings.gatewayPort(), settings.towardsGateway(), mailboxPort));
        Files.writeString(root.resolve("replies.sh"), REPLIES);
        folder.configure(settings.address() + ":" + port, services(settings) + REPLIES_SERVICE, parameters(settings));
    }

    /** Those of the further lines that are about services. */
    private static String services(Postfix.Settings settings) {
        return settings.more()
                .lines()
                .filter(line -> line.startsWith(SERVICE))
                .map(line -> line.substring(SERVICE.length()) + "\n")
                .collect(Collectors.joining());
    }

    private static String parameters(Postfix.Settings settings) {
        String more = settings.more()
                .lines()
                .filter(line -> !line.startsWith(SERVICE))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return ("""
                myhostname = mx.DOMAIN
                myorigin = DOMAIN
                smtp_bind_address = ADDRESS
                disable_dns_lookups = yes
                relay_domains = DOMAIN
                relayhost = [127.0.0.1]:GATEWAY
                smtp_connection_cache_on_demand = no
                queue_run_delay = 2s
                minimal_backoff_time = 2s
                maximal_backoff_time = 4s
                smtpd_tls_security_level = SMTPD_LEVEL
                smtpd_tls_loglevel = 1
                smtpd_tls_cert_file = ROOT/own.crt
                smtpd_tls_key_file = ROOT/own.key
                smtp_tls_loglevel = 1
                smtp_tls_CAfile = ROOT/ca.pem
                """ + more)
                .replace("DOMAIN", settings.domain())
                .replace("ADDRESS", settings.address())
                .replace("GATEWAY", Integer.toString(settings.gatewayPort()))
                .replace("SMTPD_LEVEL", settings.smtpdLevel());
    }
}
