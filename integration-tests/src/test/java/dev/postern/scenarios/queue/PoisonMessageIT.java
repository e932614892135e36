package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A message that ends the process whenever it is processed: after three ends the gateway runs on without it. */
class PoisonMessageIT {
    private static final String BOSS = "boss@example.test";
    private static final String MAILET = """
            package poison;

            public final class Poison extends org.apache.mailet.base.GenericMailet {
                @Override
                public void service(org.apache.mailet.Mail mail) throws javax.mail.MessagingException {
                    if (mail.getMessage().getHeader("X-Poison") != null) {
                        // Not before its sender has read 250.
                        while (!java.nio.file.Files.exists(java.nio.file.Path.of("ACCEPTED"))) {
                            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                        }
                        Runtime.getRuntime().halt(134);
                    }
                }
            }
            """;

    @Test
    void afterThreeDeathsItLiesAsideAndAllOthersAreDelivered() throws IOException {
        try (var site = Site.named("poison")) {
            Path accepted = site.folder.root().resolve("accepted");
            extension(site.folder.data(), accepted);
            site.folder.write("mailetcontainer.xml", withPoison());
            GatewayProcess gateway = site.start("partners: []\n");
            var poisoned = Letter.withHeader("X-Poison: yes\r\nFrom: " + BOSS);
            send(site, poisoned);
            Files.createFile(accepted);
            assertThat(gateway.awaitExit()).isEqualTo(134);

            var second = GatewayProcess.spawn(site.folder, site.jvmOptions());
            assertThat(second.awaitExit()).isEqualTo(134);
            assertThat(second.lines()).anyMatch(line -> line.contains("Recovering from an unclean shutdown with"));
            assertThat(GatewayProcess.spawn(site.folder, site.jvmOptions()).awaitExit())
                    .isEqualTo(134);

            GatewayProcess last = site.start("partners: []\n");
            last.awaitLine("ERROR", "to mail/error after repeated unclean shutdowns");
            var after = Letter.from(BOSS);
            send(site, after);
            site.inside.await(after);
            assertThat(site.inside.has(poisoned)).isFalse();
            Await.until("it lies in mail/error", Await.PATIENCE, () -> kept(site, poisoned) == 1);
            assertThat(site.inside.received().stream()
                            .filter(message -> message.content().contains(after.marker())))
                    .hasSize(1);
            site.inside.await("the gateway could not process");
            assertThat(last.isAlive()).isTrue();
        }
    }

    private static String libraries() throws IOException {
        try (Stream<Path> jars = Files.list(GatewayProcess.distribution().resolve("lib"))) {
            return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static void send(Site site, Letter letter) throws IOException {
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, "bob@example.test", letter).code()).isEqualTo(250);
        }
    }

    private static long kept(Site site, Letter letter) {
        Path error = site.folder.data().resolve("mail/error");
        if (!Files.isDirectory(error)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(error)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .filter(file -> read(file).contains(letter.marker()))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static String withPoison() throws IOException {
        String standard = Files.readString(GatewayProcess.distribution().resolve("conf/mailetcontainer.xml"));
        String root = "<processor state=\"root\" enableJmx=\"false\">";
        assertThat(standard).contains(root);
        return standard.replace(root, root + "\n      <mailet match=\"All\" class=\"poison.Poison\"/>");
    }

    /** A jar where James looks for extensions. */
    private static void extension(Path data, Path accepted) throws IOException {
        Path work = Files.createDirectories(data.resolve("extensions-jars"));
        Path source =
                Files.createDirectories(data.resolveSibling("source/poison")).resolve("Poison.java");
        Files.writeString(source, MAILET.replace("ACCEPTED", accepted.toString()));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", libraries(), source.toString());
        assertThat(status).isZero();
        try (OutputStream out = Files.newOutputStream(work.resolve("poison.jar"));
                var jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("poison/Poison.class"));
            jar.write(Files.readAllBytes(source.resolveSibling("Poison.class")));
            jar.closeEntry();
        }
    }
}
