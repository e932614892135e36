package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.ConfigurationException;
import dev.postern.gateway.Configuration;
import dev.postern.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation says of files, values and examples holds. */
class DocumentationTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(gateway\\.[A-Za-z.]+)}");
    private static final String GATEWAY = """
            hostname: gw.example.org
            domains: [{ domain: example.org, nextHop: "mail.example.org:25" }]
            """;

    @Test
    void everyLinkWithinTheRepositoryLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (MarkdownFile page : MarkdownFile.all()) {
            for (String link : page.links()) {
                links++;
                if (!page.leadsSomewhere(link)) {
                    dead.add(page.name() + " -> " + link);
                }
            }
        }
        assertThat(links).isGreaterThan(20);
        assertThat(dead).isEmpty();
    }

    @Test
    void theValuesForJamesFilesAreThoseThatTheGatewayHas(@TempDir Path conf) throws IOException {
        Set<String> had = GatewayValues.of(load(conf, GATEWAY, "partners: []\n").gateway())
                .keySet();

        Set<String> documented =
                placeholders(MarkdownFile.named("docs/james.md").text());

        assertThat(documented).containsExactlyInAnyOrderElementsOf(had);
    }

    /** What an administrator copies out of the documentation is a good configuration. */
    @Test
    void everyExampleInTheDocumentationIsAccepted(@TempDir Path conf) throws IOException {
        Files.createDirectories(conf.resolve("tls"));
        Files.writeString(
                conf.resolve("tls/contoso-ca.pem"),
                CertificateAuthority.create("Contoso").own().chainPem());
        Files.copy(conf.resolve("tls/contoso-ca.pem"), conf.resolve("tls/brokers-ca.pem"));
        for (String name : List.of("broker", "contoso", "smarthost")) {
            Files.writeString(conf.resolve("tls/" + name + ".password"), "secret\n");
        }
        List<String> problems = new ArrayList<>();
        int examples = 0;
        for (MarkdownFile page : MarkdownFile.all()) {
            for (String block : page.blocks("yaml")) {
                if (block.startsWith("partners:")) {
                    problems.addAll(problems(conf, GATEWAY, block));
                } else if (block.startsWith("- name:")) {
                    problems.addAll(problems(conf, GATEWAY, "partners:\n" + block.indent(2)));
                } else if (block.startsWith("queue:")) {
                    problems.addAll(problems(conf, GATEWAY + block, "partners: []\n"));
                } else if (block.startsWith("hostname:")) {
                    problems.addAll(problems(conf, block, "partners: []\n"));
                } else {
                    continue;
                }
                examples++;
            }
        }
        assertThat(examples).isGreaterThanOrEqualTo(5);
        assertThat(problems).isEmpty();
    }

    private static List<String> problems(Path conf, String gateway, String partners) throws IOException {
        try {
            load(conf, gateway, partners);
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems().stream().map(Object::toString).toList();
        }
    }

    private static Configuration load(Path conf, String gateway, String partners) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), gateway);
        Files.writeString(conf.resolve("partners.yaml"), partners);
        return Configuration.load(conf);
    }

    private static Set<String> placeholders(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
