package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING.md asks of the code and no compiler sees. */
class HouseRulesTest {
    private static final List<Path> MODULES = Stream.of("../../mailets", "../queue", "../demo", ".")
            .map(module -> Path.of(module, "src/main/java"))
            .toList();

    /** Where a process begins, which has nobody to be given a clock by. */
    private static final Set<String> BEGINNINGS =
            Set.of("Gateway", "DemoCommand", "PartnersCommand", "ProbeCommand", "TokenCommand");

    private static final Pattern OWN_CLOCK = Pattern.compile("currentTimeMillis|Instant\\.now\\(|Clock\\.system");
    private static final Pattern SAYS_NOTHING = Pattern.compile(".*(Manager|Utils?|Helper|Impl)");

    @Test
    void theClockIsInjected() {
        assertThat(classes(file -> OWN_CLOCK.matcher(text(file)).find())).isSubsetOf(BEGINNINGS);
    }

    @Test
    void threadsThatDoNotKeepTheProcessAreMadeInOnePlace() {
        assertThat(classes(file -> text(file).contains("setDaemon("))).containsExactly("DaemonThreads");
    }

    /** The TLS of a host that speaks for its client by XCLIENT is not that of the client. */
    @Test
    void theTlsOfAClientIsReadInOnePlace() {
        assertThat(classes(file -> text(file).contains("session.getSSLSession(")))
                .containsExactly("ClientTls");
    }

    /** Mail of the gateway's own keeps the rule of its recipient's partner in the spool; a settlement only moves mail to {@code error}. */
    @Test
    void theGatewaysOwnMailIsSentInOnePlace() {
        assertThat(classes(file -> text(file).contains(".sendMail(")))
                .containsExactlyInAnyOrder("OwnMail", "Settlement");
    }

    /** The JVM's own text of an IPv6 address is not that of RFC 5952. */
    @Test
    void addressesAreWrittenInOnePlace() {
        assertThat(classes(file -> text(file).contains("getHostAddress("))).isEmpty();
    }

    @Test
    void noTwoClassesHaveOneName() {
        assertThat(classes(file -> true)).hasSizeGreaterThan(400).doesNotHaveDuplicates();
    }

    @Test
    void aNameSaysWhatItIsTheNameOf() {
        assertThat(classes(file -> SAYS_NOTHING.matcher(name(file)).matches())).isEmpty();
    }

    private static List<String> classes(Predicate<Path> which) {
        return sources().stream().filter(which).map(HouseRulesTest::name).toList();
    }

    private static Set<Path> sources() {
        return MODULES.stream()
                .flatMap(HouseRulesTest::below)
                .filter(file -> file.toString().endsWith(".java") && !name(file).equals("package-info"))
                .collect(Collectors.toSet());
    }

    private static Stream<Path> below(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
