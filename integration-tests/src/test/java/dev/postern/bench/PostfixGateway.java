package dev.postern.bench;

import dev.postern.testing.peers.PostfixFolder;
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
    private static final String PARAMETERS = """
            myhostname = gateway.test
            biff = no
            relay_domains = partner.test
            message_size_limit = 104857600
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = CERT
            smtpd_tls_key_file = CERT
            smtp_tls_security_level = may
            smtp_tls_session_cache_database = btree:ROOT/data/smtp_scache
            smtp_tls_connection_reuse = yes
            default_destination_concurrency_limit = 50
            relay_destination_concurrency_limit = 50
            initial_destination_concurrency = 50
            default_process_limit = 200
            in_flow_delay = 0
            smtpd_tls_session_cache_database = btree:ROOT/data/smtpd_scache
            smtp_connection_cache_time_limit = 10s
            """;

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
        PostfixFolder files = PostfixFolder.create(folder);
        files.route(
                "partner.test relay:[127.0.0.1]:%d%n".formatted(sinkPort),
                "[127.0.0.1]:%d encrypt%n".formatted(sinkPort));
        files.configure("127.0.0.1:" + port, "", PARAMETERS.replace("CERT", certificate.toString()));
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
}
