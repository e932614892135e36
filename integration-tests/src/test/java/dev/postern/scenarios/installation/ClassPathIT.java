package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is not in the gateway cannot be started in it, and cannot be attacked. */
class ClassPathIT {
    private static final Path LIB = GatewayProcess.distribution().resolve("lib");

    @Test
    void noMailboxesAndNoUsers() throws IOException {
        // The interfaces that the mailet API itself names are there, and nothing that implements them.
        assertThat(jars().map(jar -> String.valueOf(jar.getFileName())))
                .isNotEmpty()
                .noneMatch(jar -> jar.contains("mailbox") && !jar.startsWith("apache-james-mailbox-api-"))
                .noneMatch(
                        jar -> jar.matches(".*(imap|jmap|pop3|webadmin|jpa|cassandra|ldap|data-memory|data-file).*"));
        assertThat(classes((jar, entry) -> entry.matches(
                        "org/apache/james/(imap|imapserver|jmap|pop3server|user/(memory|file|jpa|ldap|cassandra)"
                                + "|mailbox/(store|inmemory|jpa|cassandra|maildir))/.*")))
                .isEmpty();
    }

    /** James's repositories and queues that read messages by Java's deserialisation, and what they do it with. */
    @Test
    void nothingThatReadsMailByJavasDeserialization() throws IOException {
        assertThat(
                        classes(
                                (jar, entry) -> entry.matches(
                                        "org/apache/james/(mailrepository/(file|jdbc|jpa)|queue/(activemq|jms|file|rabbitmq|pulsar))/.*")))
                .isEmpty();
        // What is left is never called: messages know how to read themselves, and the mailets' library has a store of
        // objects.
        assertThat(classes((jar, entry) -> ofMail(entry) && deserializes(jar, entry)))
                .containsExactlyInAnyOrder(
                        "org/apache/james/server/core/MailImpl.class",
                        "org/apache/james/repository/file/ClassLoaderObjectInputStream.class",
                        "org/apache/james/repository/file/FilePersistentObjectRepository.class");
    }

    private static boolean ofMail(String entry) {
        return entry.startsWith("org/apache/james/")
                || entry.startsWith("org/apache/mailet/")
                || entry.startsWith("dev/");
    }

    private static boolean deserializes(JarFile jar, String entry) {
        try (var in = jar.getInputStream(jar.getJarEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains("java/io/ObjectInputStream");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> classes(BiPredicate<JarFile, String> which) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path path : jars().toList()) {
            try (var jar = new JarFile(path.toFile())) {
                found.addAll(jar.stream()
                        .map(JarEntry::getName)
                        .filter(entry -> entry.endsWith(".class"))
                        .filter(entry -> which.test(jar, entry))
                        .collect(Collectors.toSet()));
            }
        }
        return found;
    }

    private static Stream<Path> jars() throws IOException {
        try (var files = Files.list(LIB)) {
            return List.copyOf(
                    files.filter(file -> file.toString().endsWith(".jar")).toList())
                    .stream();
        }
    }
}
