package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Debian's Postfix, from a folder of its own, tuned for one busy partner. Needs root. */
final class PostfixGateway implements GatewayUnderTest {
    private static final long PATIENCE_S = 60;

    private final Path folder;
    private final Path certificate;
    private final int port = Loopback.freePort();
    private final int sinkPort = Loopback.freePort();

    PostfixGateway(Scratch scratch, Path certificate) {
        this.folder = scratch.resolve("postfix");
        this.certificate = certificate;
    }

    @Override
    public String name() {
        return "Postfix";
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(folder.resolve("queue"));
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.setOwner(
                data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        Files.writeString(etc.resolve("transport"), "partner.test relay:[127.0.0.1]:%d%n".formatted(sinkPort));
        Files.writeString(etc.resolve("tls_policy"), "[127.0.0.1]:%d encrypt%n".formatted(sinkPort));
        Files.writeString(
                etc.resolve("main.cf"),
                MAIN_CF.replace("ROOT", folder.toString()).replace("CERT", certificate.toString()));
        Files.writeString(etc.resolve("master.cf"), MASTER_CF.replace("PORT", Integer.toString(port)));
        command("start");
        Runtime.getRuntime().addShutdownHook(new Thread(this::abort));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!Loopback.answers(port)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("Postfix does not start: see " + folder.resolve("postfix.log"));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Override
    public long pid() throws IOException {
        return Long.parseLong(
                Files.readString(folder.resolve("queue/pid/master.pid")).strip());
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public int sinkPort() {
        return sinkPort;
    }

    @Override
    public void close() throws IOException {
        command("stop");
    }

    private void command(String verb) throws IOException {
        var words = List.of("postfix", "-c", folder.resolve("etc").toString(), verb);
        if (Shell.run(words, Map.of("MAIL_LOGTAG", "bench"), PATIENCE_S).status() != 0) {
            throw new IOException("postfix " + verb + " failed: see " + folder.resolve("postfix.log"));
        }
    }

    /** Only if it still runs when this JVM ends. */
    private void abort() {
        try {
            if (Files.exists(folder) && Loopback.answers(port)) {
                command("abort");
            }
        } catch (IOException e) {
            System.err.println("Postfix still runs: " + e.getMessage());
        }
    }

    private static final String MAIN_CF = """
            compatibility_level = 3.6
            queue_directory = ROOT/queue
            data_directory = ROOT/data
            maillog_file = ROOT/postfix.log
            maillog_file_prefixes = ROOT
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = gateway.test
            mydestination =
            alias_maps =
            alias_database =
            local_recipient_maps =
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            biff = no
            relay_domains = partner.test
            transport_maps = texthash:ROOT/etc/transport
            smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
            message_size_limit = 104857600
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = CERT
            smtpd_tls_key_file = CERT
            smtp_tls_security_level = may
            smtp_tls_policy_maps = texthash:ROOT/etc/tls_policy
            smtp_tls_session_cache_database = btree:ROOT/data/smtp_scache
            smtp_tls_connection_reuse = yes
            default_destination_concurrency_limit = 50
            relay_destination_concurrency_limit = 50
            initial_destination_concurrency = 50
            default_process_limit = 200
            in_flow_delay = 0
            smtpd_tls_session_cache_database = btree:ROOT/data/smtpd_scache
            smtp_connection_cache_time_limit = 10s
            smtpd_peername_lookup = no
            """;

    private static final String MASTER_CF = """
            127.0.0.1:PORT inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            tlsproxy unix - - n - 0 tlsproxy
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """;
}
