package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.testing.gateway.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the archive, and what is not. */
class ArchiveIT {
    /** A line of THIRD-PARTY.txt: {@code (licence) (licence) name (group:artifact:version - url)}. */
    private static final Pattern THIRD_PARTY =
            Pattern.compile(" +((?:\\([^)]+\\) )+).*\\([^:( ]+:([^: ]+):([^: ]+) - .*\\)");

    private static final List<String> COMMANDS = List.of(
            "bin/postern",
            "distribution/package/docker/show",
            "distribution/package/docker/postfix/start",
            "distribution/package/docker/postfix/certificates");

    /** A link to a file; in the group without the heading. */
    private static final Pattern LINK = Pattern.compile("]\\((?![a-z]+:)([^)#\\s]+)[^)\\s]*\\)");

    private static final Pattern IN_PARENTHESES = Pattern.compile("\\(([^)]+)\\)");

    private static Archive archive;

    @BeforeAll
    static void unpack() {
        archive = Archive.unpackedIn("archive");
    }

    @Test
    void allIsInOneDirectory() {
        assertThat(archive.besideIt()).isEmpty();
        assertThat(archive.entries())
                .containsKeys(
                        "bin/postern",
                        "conf/gateway.yaml",
                        "conf/partners.yaml",
                        "systemd/postern.service",
                        "docs/README.md",
                        "distribution/package/.dockerignore",
                        "distribution/package/docker/Dockerfile",
                        "distribution/package/kubernetes/statefulset.yaml",
                        "LICENSE",
                        "CHANGELOG.md");
    }

    @Test
    void theZipHoldsTheSame() {
        assertThat(archive.entriesOfTheZip()).isEqualTo(archive.entries());
    }

    @Test
    void onlyCommandsAreExecutableAndOnlyTheirOwnerWrites() {
        assertThat(archive.entries()).containsKeys(COMMANDS.toArray(String[]::new));
        archive.entries()
                .forEach((path, entry) -> assertThat(entry.permissions())
                        .as(path)
                        .isEqualTo(entry.content().isEmpty() || COMMANDS.contains(path) ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** What a page of the source tree leads to is in the archive too, or not said. */
    @Test
    void noLinkOfItsDocumentationIsDead() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (String page : archive.entries().keySet()) {
            if (page.matches("(docs/.*|[^/]*)\\.md")) {
                Path file = archive.root().resolve(page);
                for (var link : (Iterable<MatchResult>)
                        LINK.matcher(Files.readString(file)).results()::iterator) {
                    links++;
                    if (!Files.exists(file.resolveSibling(link.group(1)).normalize())) {
                        dead.add(page + " -> " + link.group(1));
                    }
                }
            }
        }
        assertThat(links).isGreaterThan(100);
        assertThat(dead).isEmpty();
    }

    /** A key that was in the tree where it was built would be everybody's. */
    @Test
    void noKeyAndNoMailIsInIt() {
        assertThat(archive.entries().keySet())
                .noneMatch(path -> path.startsWith("conf/tls") || path.startsWith("var") || path.endsWith(".key"));
    }

    @Test
    void noLibraryIsThereInTwoVersions() throws IOException {
        Map<String, List<String>> byName = new TreeMap<>();
        for (Path jar : jars()) {
            String file = jar.getFileName().toString();
            byName.computeIfAbsent(file.replaceFirst("-[0-9][^-]*.*\\.jar$", ""), name -> new ArrayList<>())
                    .add(file);
        }
        assertThat(byName).hasSizeGreaterThan(100);
        assertThat(byName.values()).allSatisfy(versions -> assertThat(versions).hasSize(1));
    }

    @Test
    void theBillOfMaterialsNamesEachLibraryWithItsDigestAndNoOther() throws IOException {
        JsonNode bill = JsonMapper.builder()
                .build()
                .readTree(archive.root().resolve("postern.cdx.json").toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        var named = new TreeMap<String, String>();
        for (JsonNode component : bill.path("components")) {
            named.put(jarOf(component), digestOf(component));
        }
        var there = new TreeMap<String, String>();
        for (Path jar : jars()) {
            there.put(jar.getFileName().toString(), Archive.sha256(jar));
        }
        assertThat(bill.path("metadata").path("component").path("name").asText())
                .as("what the bill is of")
                .isEqualTo("postern-package");
        assertThat(named).isEqualTo(there);
    }

    private static String jarOf(JsonNode component) {
        return component.path("name").asText() + "-" + component.path("version").asText() + ".jar";
    }

    private static String digestOf(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return hash.path("content").asText();
            }
        }
        return "none";
    }

    @Test
    void eachLibrarysLicenceIsNamedAndItsTextIsThere() throws IOException {
        Map<String, List<String>> licences = licences();
        var without = new TreeSet<String>();
        for (Path jar : jars()) {
            String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
            if (!hasOwnText(name)
                    && licences.getOrDefault(name, List.of()).stream().noneMatch(ArchiveIT::hasText)) {
                without.add(name + " " + licences.get(name));
            }
        }
        assertThat(without).isEmpty();
        assertThat(licences.keySet())
                .as("named and not there")
                .allMatch(name -> Files.exists(archive.root().resolve("lib/" + name + ".jar")));
    }

    private static Map<String, List<String>> licences() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (String line : Files.readAllLines(archive.root().resolve("THIRD-PARTY.txt"))) {
            var library = THIRD_PARTY.matcher(line);
            if (library.matches()) {
                found.put(
                        library.group(2) + "-" + library.group(3),
                        IN_PARENTHESES
                                .matcher(library.group(1))
                                .results()
                                .map(licence -> licence.group(1))
                                .toList());
            }
        }
        assertThat(found).hasSizeGreaterThan(100);
        return found;
    }

    private static boolean hasText(String licence) {
        return Files.exists(archive.root().resolve("licenses/" + licence + ".txt"));
    }

    /** A licence that came in the library itself; a mere notice is none. */
    private static boolean hasOwnText(String name) throws IOException {
        Path folder = archive.root().resolve("licenses/" + name + "-jar");
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file ->
                    file.getFileName().toString().toUpperCase(Locale.ROOT).contains("LICEN"));
        }
    }

    private static List<Path> jars() throws IOException {
        try (var files = Files.list(archive.root().resolve("lib"))) {
            return files.sorted().toList();
        }
    }
}
