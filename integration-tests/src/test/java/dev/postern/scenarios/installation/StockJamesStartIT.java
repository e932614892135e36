package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.Snippet;
import dev.postern.testing.gateway.StockJames;
import dev.postern.testing.gateway.StockJamesFiles;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A stock James never runs without the rules that it was told to keep. */
class StockJamesStartIT {
    private PartnersScene scene;

    @BeforeEach
    void configure(TestInfo test) {
        scene = new PartnersScene(
                "stockjamesstart-" + test.getTestMethod().orElseThrow().getName());
        new StockJamesFiles(scene.site, "full").write(Snippet.named("full relay"), scene.stranger);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @Test
    void withoutPartnersYamlItDoesNotStart() throws IOException {
        try (var james = StockJames.start(scene.site)) {
            assertThat(james.awaitExit()).as(james.tail()).isEqualTo(1);
            assertThat(james.lines())
                    .anyMatch(line -> line.contains("James does not start")
                            && line.contains(scene.site
                                    .folder
                                    .conf()
                                    .resolve("partners.yaml")
                                    .toString()))
                    .contains("partners.yaml:1: the file does not exist. Provide a file that the gateway can read.");
        }
    }

    @Test
    void allProblemsOfPartnersYamlAreSaidAtOnce() throws IOException {
        scene.site.folder.write("partners.yaml", """
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    outbound: { level: may }
                  - name: fabrikam
                    domains: ["not a domain"]
                    colour: blue
                """);
        try (var james = StockJames.start(scene.site)) {
            assertThat(james.awaitExit()).as(james.tail()).isEqualTo(1);
            assertThat(james.lines())
                    .anyMatch(line -> line.startsWith("partners.yaml:4: partners[0].outbound.level: "))
                    .anyMatch(line -> line.startsWith("partners.yaml:6: partners[1].domains"))
                    .anyMatch(line -> line.startsWith("partners.yaml:7: partners[1].colour: "));
        }
    }

    @Test
    void aPartnerCannotClaimADomainThatJamesServes() throws IOException {
        scene.site.folder.write("partners.yaml", """
                partners:
                  - name: ourselves
                    domains: [example.test]
                    outbound: { level: encrypt }
                """);
        try (var james = StockJames.start(scene.site)) {
            assertThat(james.awaitExit()).as(james.tail()).isEqualTo(1);
            assertThat(james.lines()).anyMatch(line -> line.startsWith("partners.yaml:3: partners[0].domains"));
        }
    }

    @Test
    void withoutTheModuleItDoesNotStart() throws IOException {
        scene.site.folder.write("partners.yaml", scene.partners()).write("extensions.properties", "");
        try (var james = StockJames.start(scene.site)) {
            assertThat(james.awaitExit()).as(james.tail()).isEqualTo(1);
            assertThat(james.lines()).anyMatch(line -> line.contains("No implementation for Partners was bound"));
        }
    }

    @Test
    void aWordThatAHookDoesNotKnowStopsTheStart() throws IOException {
        scene.site.folder.write("partners.yaml", scene.partners());
        new StockJamesFiles(scene.site, "minimal")
                .write("", scene.stranger, xml -> xml.replace("<refuse>false<", "<refuse>maybe<"));
        try (var james = StockJames.start(scene.site)) {
            assertThat(james.awaitExit()).as(james.tail()).isEqualTo(1);
            assertThat(james.lines())
                    .anyMatch(
                            line -> line.contains("TlsSessionMessageHook: refuse must be true or false, and is maybe"));
        }
    }
}
