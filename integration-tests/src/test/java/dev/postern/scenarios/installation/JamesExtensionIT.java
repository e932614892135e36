package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.StockJames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What operators put into {@code extensions-jars/}: ours, and what James lacks, under names that are nobody else's. */
class JamesExtensionIT {
    private static final long LARGEST = 5_000_000;
    /** James itself has these, or has none of its own of the same name because ours is renamed. */
    private static final List<String> RENAMED =
            List.of("org/bouncycastle/", "com/ibm/icu/", "org/snakeyaml/", "org.bouncycastle.", "com.ibm.icu.");

    @Test
    void itHasThePlainName() {
        assertThat(StockJames.extension().getFileName().toString()).matches("postern-mailets-[0-9][^/]*\\.jar");
    }

    @Test
    void itIsSmall() throws IOException {
        assertThat(Files.size(StockJames.extension())).isLessThan(LARGEST);
    }

    @Test
    void everyClassIsOursOrUnderOurName() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class"))
                .hasSizeGreaterThan(300)
                .allMatch(name -> name.startsWith("dev/postern/"));
        assertThat(entries())
                .contains("dev/postern/james/PosternExtensionModule.class")
                .anyMatch(name -> name.startsWith("dev/postern/shaded/bouncycastle/"))
                .anyMatch(name -> name.startsWith("dev/postern/shaded/icu/"))
                .anyMatch(name -> name.startsWith("dev/postern/shaded/snakeyaml/"))
                .contains(
                        "META-INF/LICENSE",
                        "META-INF/LICENSE.md",
                        "META-INF/LICENSE-Unicode-3.0.txt",
                        "META-INF/NOTICE")
                .noneMatch(name -> name.matches("META-INF/(services/|versions/|.*\\.(SF|RSA|DSA)$).*"));
    }

    /** A reference to the name before would find James's own version of that library, or none. */
    @Test
    void nothingOfOursRefersToALibraryByItsOldName() throws IOException {
        List<String> old = new ArrayList<>();
        try (var jar = new JarFile(StockJames.extension().toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (!entry.getName().startsWith("dev/postern/shaded/")
                        && entry.getName().endsWith(".class")) {
                    String bytes = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
                    RENAMED.stream().filter(bytes::contains).forEach(name -> old.add(entry.getName() + " has " + name));
                }
            }
        }
        assertThat(old).isEmpty();
    }

    @Test
    void theJamesThatItIsTestedInIsTheOneThatTheGatewayIsMadeOf() throws IOException {
        try (var files = Files.list(GatewayProcess.distribution().resolve("lib"))) {
            String core = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("james-server-core-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(StockJames.lib().resolve(core)).exists();
        }
        // Its own versions, not ours.
        assertThat(StockJames.lib().resolve("bcprov-jdk15on-1.70.jar")).exists();
        assertThat(StockJames.lib().resolve("javax.mail-1.6.2.jar")).exists();
    }

    private static List<String> entries() throws IOException {
        Path path = StockJames.extension();
        try (var jar = new JarFile(path.toFile())) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }
}
