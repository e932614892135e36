package dev.postern.testing.gateway;

import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gateway's classes as a JVM maps them instead of reading and verifying each (JEP 350): a gateway starts in three fifths of the
 * processor time. Made by a gateway that starts, delivers a message and stops; shared by all test JVMs of a build.
 */
final class ClassArchive {
    private static final String RECIPIENT = "bob@example.test";
    private static final Optional<Path> FILE = file();

    private ClassArchive() {}

    /** The options by which a JVM uses it; without effect for a JVM that cannot. */
    static List<String> options() {
        return FILE.map(file -> List.of(
                        "-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"))
                .orElse(List.of());
    }

    private static Optional<Path> file() {
        Path folder = ConfFolder.work().resolveSibling("class-archive");
        try {
            Files.createDirectories(folder);
            try (var channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                Path file = folder.resolve(version() + ".jsa");
                if (!Files.exists(file)) {
                    make(file);
                }
                return Optional.of(file).filter(Files::exists);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another one for each build of the gateway and each Java. */
    private static String version() throws IOException {
        var parts =
                new ArrayList<String>(List.of(System.getProperty("java.home"), System.getProperty("java.vm.version")));
        try (var jars = Files.list(GatewayProcess.distribution().resolve("lib"))) {
            for (Path jar : jars.sorted().toList()) {
                parts.add(jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar));
            }
        }
        return Integer.toHexString(parts.hashCode());
    }

    private static void make(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (var site = Site.named("class-archive")) {
            site.folder.write("partners.yaml", "partners: []\n");
            var options = new ArrayList<>(site.jvmOptions());
            options.add("-XX:ArchiveClassesAtExit=" + draft);
            var gateway = GatewayProcess.startBy(
                    site.folder, GatewayProcess.plainCommand(options, GatewayProcess.startIn(site.folder)));
            var letter = Letter.from("boss@example.test");
            try (var client = site.insider()) {
                client.mail("boss@example.test", RECIPIENT, letter);
            }
            site.inside.await(letter);
            gateway.terminate();
            gateway.awaitExit();
        }
        if (Files.exists(draft)) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            System.err.println("This JVM makes no class archive: each gateway reads its classes anew.");
        }
    }
}
