package dev.postern.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerDirectory;
import dev.postern.partnersfile.PartnersFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastPartnersTest {
    @TempDir
    private Path directory;

    private PartnerDirectory partners(String... names) throws IOException {
        var yaml = new StringBuilder("partners:" + (names.length == 0 ? " []" : "") + "\n");
        for (String name : names) {
            yaml.append("- { name: %1$s, domains: [%1$s.test, \"*.%1$s.test\"] }\n".formatted(name));
        }
        Path file = Files.writeString(directory.resolve("partners.yaml"), yaml);
        return new PartnersFile(file, Set.of()).read().directory().orElseThrow();
    }

    private LastPartners last() {
        return new LastPartners(directory.resolve("partners.last"));
    }

    @Test
    void theFirstStartHasLostNothing() throws IOException {
        assertThat(last().lossOf(partners())).isEmpty();
    }

    @Test
    void aStartFindsThatMostPartnersAreGoneSinceTheLastRun() throws IOException {
        last().write(partners("contoso", "fabrikam", "northwind"));

        assertThat(last().lossOf(partners("contoso")).orElseThrow().lost()).containsExactly("fabrikam", "northwind");
        assertThat(last().lossOf(partners("contoso", "fabrikam"))).isEmpty();
        assertThat(last().lossOf(partners())).isPresent();
    }

    @Test
    void halfOfThemIsNotMost() throws IOException {
        last().write(partners("contoso", "fabrikam"));

        assertThat(last().lossOf(partners("contoso"))).isEmpty();
    }
}
