package dev.postern.testing.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The folder of a Postfix of its own, beside that of this machine: its configuration in {@code etc}, its queue, data and log. */
public record PostfixFolder(Path root) {
    /** Its daemons, without chroot, and without those that deliver to users of this machine. */
    private static final String SERVICES = """
            pickup    unix n - n 60 1 pickup
            cleanup   unix n - n - 0 cleanup
            qmgr      unix n - n 300 1 qmgr
            tlsmgr    unix - - n 1000? 1 tlsmgr
            tlsproxy  unix - - n - 0 tlsproxy
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
            """;

    private static final String PARAMETERS = """
            compatibility_level = 3.6
            queue_directory = ROOT/queue
            data_directory = ROOT/data
            maillog_file = ROOT/postfix.log
            maillog_file_prefixes = ROOT
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            mydestination =
            alias_maps =
            alias_database =
            local_recipient_maps =
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            smtpd_peername_lookup = no
            transport_maps = texthash:ROOT/etc/transport
            smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
            smtp_tls_policy_maps = texthash:ROOT/etc/tls_policy
            """;

    /** Creates what Postfix does not create by itself. */
    public static PostfixFolder create(Path root) throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("queue"));
        Path data = Files.createDirectories(root.resolve("data"));
        var users = data.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(data, users.lookupPrincipalByName("postfix"));
        return new PostfixFolder(root);
    }

    /**
     * Writes {@code main.cf} and {@code master.cf}; in both, ROOT stands for this folder.
     *
     * @param listener where it listens: {@code address:port}
     * @param services further lines of {@code master.cf}
     * @param parameters further lines of {@code main.cf}
     */
    public void configure(String listener, String services, String parameters) throws IOException {
        write("master.cf", listener + " inet n - n - - smtpd\n" + SERVICES + services);
        write("main.cf", eachOnce(PARAMETERS + parameters));
    }

    /**
     * Keeps the last value of each parameter. Postfix would too, but each of its processes would log a warning first: so many at the start
     * that the log's socket is full before postlogd, which warns as well, reads from it.
     */
    private static String eachOnce(String parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        String name = "";
        for (String line : parameters.lines().toList()) {
            if (line.isBlank()) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                values.merge(name, line + "\n", String::concat); // the value goes on
            } else {
                name = line.substring(0, line.indexOf('=')).strip();
                values.put(name, line + "\n");
            }
        }
        return String.join("", values.values());
    }

    /** Writes the next hop of each domain, and the TLS policy of each next hop, as lines of texthash tables. */
    public void route(String transport, String tlsPolicy) throws IOException {
        write("transport", transport);
        write("tls_policy", tlsPolicy);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(root.resolve("etc").resolve(name), text.replace("ROOT", root.toString()));
    }
}
