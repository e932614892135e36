package dev.postern.soak;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A gateway as it ships, started by {@code bin/postern} with the memory that it has there; a partner; our own mail server; and
 * {@link #SILENT_DOMAINS} domains whose servers accept connections and say nothing. For one thread.
 */
final class SoakSite implements AutoCloseable {
    static final int SILENT_DOMAINS = 60;
    /** The partner's only address. */
    static final String PARTNER = "127.0.20.1";

    private static final String SERVERS = "127.0.1.1";
    private static final int SILENT_SERVERS = 10;
    private static final Path DISTRIBUTION =
            Path.of(System.getProperty("postern.dist", "../distribution/package/target/postern"));
    private static final long START_NANOS = TimeUnit.MINUTES.toNanos(2);

    final Site site;
    final Arrivals arrivals = new Arrivals();
    private final ScriptedSmtpServer servers;
    private final SilentServers silent;
    private final Process gateway;

    SoakSite(String name) throws IOException {
        site = Site.named(name);
        String[] hosts = {"mail.example.test", "mx.partner.test"};
        servers = ScriptedSmtpServer.start(
                SERVERS, site.mx, ServerScript.tls(TlsOffer.with(site.ca.issue(hosts))), arrivals);
        silent = new SilentServers(
                IntStream.range(0, SILENT_SERVERS).mapToObj(SoakSite::silent).toList(), site.mx);
        zone(hosts);
        configuration();
        gateway = start();
    }

    private static String silent(int number) {
        return "127.0.30." + (1 + number % SILENT_SERVERS);
    }

    private void zone(String[] hosts) {
        for (String host : hosts) {
            site.zone.remove(host).a(host, SERVERS);
        }
        for (int i = 0; i < SILENT_DOMAINS; i++) {
            site.zone.a("mx" + i + ".silent.test", silent(i)).mx("silent" + i + ".test", 10, "mx" + i + ".silent.test");
        }
    }

    private void configuration() {
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml()
                        .replace("mail.example.test:" + site.inside.port(), "mail.example.test:" + site.mx)
                        .replace("  maxConnections: 100\n", "")
                        .replace("  maxConnectionsPerAddress: 20\n", "")
                        .replace("retries: [2s]", "retries: [5s, 30s, 1m]"));
        site.folder.write("partners.yaml", """
                partners:
                  - name: partner
                    domains: [partner.test]
                    outbound: { level: secure, nextHop: "mx.partner.test:%d", match: [mx.partner.test] }
                    inbound: { requireTls: true, sources: [%s/32] }
                """.formatted(site.mx, PARTNER));
    }

    private Process start() throws IOException {
        var builder =
                new ProcessBuilder("sh", DISTRIBUTION.resolve("bin/postern").toString(), "start");
        List<String> trust = site.jvmOptions().stream()
                .filter(option -> option.startsWith("-D")) // and not those for a short life
                .toList();
        builder.environment().put("POSTERN_CONF", site.folder.conf().toString());
        builder.environment().put("POSTERN_DATA", data().toString());
        builder.environment().put("POSTERN_JAVA_OPTS", String.join(" ", trust) + " -Xlog:gc:file=" + heapLog());
        builder.redirectErrorStream(true).redirectOutput(log().toFile());
        Process started = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        long deadline = System.nanoTime() + START_NANOS;
        while (Files.readAllLines(log()).stream().noneMatch(line -> line.startsWith("Ready"))) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the gateway does not start:\n" + Files.readString(log()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return started;
    }

    boolean isAlive() {
        return gateway.isAlive();
    }

    Vitals vitals() throws IOException {
        return Vitals.of(gateway.pid(), data());
    }

    /** What is left on the gateway's heap after a collection, in MiB. */
    double liveHeap() throws IOException {
        return Vitals.liveHeap(gateway.pid(), heapLog());
    }

    /** The servers that say nothing go away: whoever waits for them learns that at once. */
    void endSilence() throws IOException {
        silent.close();
    }

    Path log() {
        return site.folder.root().resolve("gateway.log");
    }

    private Path data() {
        return site.folder.data();
    }

    private Path heapLog() {
        return site.folder.root().resolve("heap.log");
    }

    @Override
    public void close() throws IOException {
        gateway.destroy();
        try {
            if (!gateway.waitFor(60, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
        } catch (InterruptedException e) {
            gateway.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        servers.close();
        silent.close();
        site.close();
    }
}
