package dev.postern.testing.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/** The folder of one {@link Postfix}: its configuration, queue and data. */
final class PostfixFiles {
    /** Its daemons, without chroot, and without those that deliver to users of this machine. */
    private static final String SERVICES = """
            pickup    unix n - n 60 1 pickup
            cleanup   unix n - n - 0 cleanup
            qmgr      unix n - n 300 1 qmgr
            tlsmgr    unix - - n 1000? 1 tlsmgr
            rewrite   unix - - n - - trivial-rewrite
            bounce    unix - - n - 0 bounce
            defer     unix - - n - 0 bounce
            trace     unix - - n - 0 bounce
            verify    unix - - n - 1 verify
            flush     unix n - n 1000? 0 flush
            proxymap  unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp      unix - - n - - smtp
            relay     unix - - n - - smtp
            showq     unix n - n - - showq
            error     unix - - n - - error
            retry     unix - - n - - error
            discard   unix - - n - - discard
            anvil     unix - - n - 1 anvil
            scache    unix - - n - 1 scache
            postlog   unix-dgram n - n - 1 postlogd
            replies   unix - n n - 0 spawn user=nobody argv=/bin/sh ROOT/replies.sh ROOT/replies
            """;

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
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("queue"));
        Path data = Files.createDirectories(root.resolve("data"));
        var users = data.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(data, users.lookupPrincipalByName("postfix"));
        Files.writeString(root.resolve("ca.pem"), settings.caPem());
        Files.writeString(root.resolve("own.crt"), settings.certificate().chainPem());
        Files.writeString(root.resolve("own.key"), settings.certificate().keyPem());
        Files.setPosixFilePermissions(root.resolve("own.key"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                etc.resolve("transport"),
                "%1$s relay:[127.0.0.1]:%2$d%n.%1$s relay:[127.0.0.1]:%2$d%n"
                        .formatted(settings.domain(), mailboxPort));
        Files.writeString(
                etc.resolve("tls_policy"),
                "[127.0.0.1]:%d %s%n[127.0.0.1]:%d none%n"
                        .formatted(settings.gatewayPort(), settings.towardsGateway(), mailboxPort));
        Files.writeString(
                etc.resolve("master.cf"),
                "%s:%d inet n - n - - smtpd%n%s%s"
                        .formatted(
                                settings.address(),
                                port,
                                services(settings),
                                SERVICES.replace("ROOT", root.toString())));
        Files.writeString(root.resolve("replies.sh"), REPLIES);
        Files.writeString(etc.resolve("main.cf"), mainCf(root, settings));
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
        return settings.more()
                .lines()
                .filter(line -> !line.startsWith(SERVICE))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String mainCf(Path root, Postfix.Settings settings) {
        return ("""
                compatibility_level = 3.6
                queue_directory = ROOT/queue
                data_directory = ROOT/data
                maillog_file = ROOT/postfix.log
                maillog_file_prefixes = ROOT
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = mx.DOMAIN
                myorigin = DOMAIN
                mydestination =
                alias_maps =
                alias_database =
                local_recipient_maps =
                mynetworks = 127.0.0.0/8
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                smtp_bind_address = ADDRESS
                smtpd_peername_lookup = no
                disable_dns_lookups = yes
                relay_domains = DOMAIN
                relayhost = [127.0.0.1]:GATEWAY
                transport_maps = texthash:ROOT/etc/transport
                smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
                queue_run_delay = 2s
                minimal_backoff_time = 2s
                maximal_backoff_time = 4s
                smtpd_tls_security_level = SMTPD_LEVEL
                smtpd_tls_loglevel = 1
                smtpd_tls_cert_file = ROOT/own.crt
                smtpd_tls_key_file = ROOT/own.key
                smtp_tls_policy_maps = texthash:ROOT/etc/tls_policy
                smtp_tls_loglevel = 1
                smtp_tls_CAfile = ROOT/ca.pem
                """ + parameters(settings))
                .replace("ROOT", root.toString())
                .replace("DOMAIN", settings.domain())
                .replace("ADDRESS", settings.address())
                .replace("GATEWAY", Integer.toString(settings.gatewayPort()))
                .replace("SMTPD_LEVEL", settings.smtpdLevel());
    }
}
