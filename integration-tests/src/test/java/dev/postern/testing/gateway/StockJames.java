package dev.postern.testing.gateway;

import dev.postern.testing.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Apache James's memory app as Maven Central has it, in a process of its own, with our jar in {@code extensions-jars/}. */
public final class StockJames {
    private static final Duration START = Duration.ofMinutes(2);
    private static final String READY = "JAMES server started";

    private StockJames() {}

    /** The jar that operators put into {@code extensions-jars/}. */
    public static Path extension() {
        return Path.of(System.getProperty("postern.james-extension")).normalize();
    }

    public static Path lib() {
        return Path.of(System.getProperty("postern.stock-james")).normalize();
    }

    /** Starts it on what is in the site's folder, and returns when it takes mail or has ended. */
    public static GatewayProcess start(Site site) {
        GatewayProcess james = spawn(site);
        Await.value(
                "James has started or ended",
                START,
                () -> james.isAlive() ? james.line(line -> line.contains(READY)) : Optional.of("ended"),
                james::tail);
        return james;
    }

    private static GatewayProcess spawn(Site site) {
        Path root = site.folder.root();
        try {
            Path extensions = Files.createDirectories(root.resolve("extensions-jars"));
            Files.copy(extension(), extensions.resolve("postern-mailets.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(site.jvmOptions());
        command.addAll(List.of(
                "-Xmx512m",
                "-Dworking.directory=" + root,
                "-Dlogback.configurationFile=" + site.folder.conf().resolve("logback.xml"),
                "-cp",
                lib() + "/*",
                "org.apache.james.MemoryJamesServerMain"));
        return GatewayProcess.launch(site.folder, command);
    }
}
