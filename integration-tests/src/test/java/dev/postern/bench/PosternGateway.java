package dev.postern.bench;

import dev.postern.queue.HandoverMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged gateway as it ships, with one partner, or with many. */
final class PosternGateway implements GatewayUnderTest {
    private static final Path DISTRIBUTION =
            Path.of(System.getProperty("postern.dist", "../distribution/package/target/postern"));
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STOP_S = 60;

    private final String name;
    private final Path folder;
    private final String partners;
    private final HandoverMode handover;
    private final Optional<Path> recording;
    private final int port = Loopback.freePort();
    private final int sinkPort = Loopback.freePort();
    private Optional<Process> process = Optional.empty();
    private int seen;

    private PosternGateway(String name, Path folder, String partners, HandoverMode handover, Optional<Path> recording) {
        this.name = name;
        this.folder = folder;
        this.partners = partners;
        this.handover = handover;
        this.recording = recording;
    }

    /** One partner, {@code partner.test}; what it did is recorded when it has ended, if that is wanted. */
    static PosternGateway plain(Scratch scratch, Optional<Path> recording) {
        return new PosternGateway("Postern", scratch.resolve("postern"), "", HandoverMode.ON, recording);
    }

    /** One partner, and messages go from the spool to the outgoing queue in that way. */
    static PosternGateway handingOver(HandoverMode how, Scratch scratch) {
        String name = how.asString();
        return new PosternGateway("Postern, " + name, scratch.resolve(name), "", how, Optional.empty());
    }

    /** That, and as many as {@link ManyPartners} has, one of them {@linkplain ManyPartners#DEAD dead}. */
    static PosternGateway crowded(Scratch scratch) {
        return new PosternGateway(
                "Postern, crowded", scratch.resolve("crowded"), ManyPartners.yaml(), HandoverMode.ON, Optional.empty());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gateway.test
                smtp: { bind: "127.0.0.1:%d", maxMessageSize: 100MiB, maxConnectionsPerAddress: 500 }
                domains: [{ domain: own.test, nextHop: "127.0.0.1:%d", outbound: { level: encrypt } }]
                relay: { networks: [127.0.0.0/8] }
                probe: { every: off }
                admin: { bind: "127.0.0.1:%d" }
                """.formatted(port, sinkPort, Loopback.freePort()));
        Files.writeString(conf.resolve("partners.yaml"), """
                partners:
                  - { name: bench, domains: [partner.test], outbound: { level: encrypt, nextHop: "127.0.0.1:%d" } }
                """.formatted(sinkPort) + partners);
        var builder =
                new ProcessBuilder("sh", DISTRIBUTION.resolve("bin/postern").toString(), "start");
        builder.environment().put("POSTERN_CONF", conf.toString());
        builder.environment().put("POSTERN_DATA", folder.resolve("data").toString());
        builder.environment().merge("POSTERN_JAVA_OPTS", javaOptions(), (given, ours) -> given + " " + ours);
        builder.redirectErrorStream(true).redirectOutput(log().toFile());
        Process started = builder.start();
        process = Optional.of(started);
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        long deadline = System.nanoTime() + START_NANOS;
        while (Files.readAllLines(log()).stream().noneMatch(line -> line.startsWith("Ready"))) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(name + " does not start:\n" + Files.readString(log()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private String javaOptions() {
        String heap = "-Xlog:gc:file=" + heapLog() + " -D" + HandoverMode.PROPERTY + "=" + handover.asString();
        return recording
                .map(file -> heap + " -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints"
                        + " -XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                        + file.toAbsolutePath())
                .orElse(heap);
    }

    @Override
    public long pid() {
        return process.orElseThrow().pid();
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
    public void beginRound() throws IOException {
        seen = collections().size();
    }

    @Override
    public HeapUse heap() throws IOException {
        List<String> lines = collections();
        return HeapUse.of(lines.subList(seen, lines.size()));
    }

    private List<String> collections() throws IOException {
        return Files.exists(heapLog()) ? Files.readAllLines(heapLog()) : List.of();
    }

    private Path heapLog() {
        return folder.resolve("heap.log");
    }

    private Path log() {
        return folder.resolve("gateway.log");
    }

    @Override
    public void close() throws IOException {
        Process running = process.orElseThrow();
        running.destroy();
        try {
            if (!running.waitFor(STOP_S, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
