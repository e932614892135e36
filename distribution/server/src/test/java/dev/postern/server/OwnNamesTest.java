package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The administrator learns at the start that the gateway writes under a partner's name. */
class OwnNamesTest {
    @TempDir
    Path conf = Path.of("conf");

    private List<String> warnings(String hostname, String postmaster) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
            hostname: %s
            postmaster: %s
            domains:
              - { domain: example.org, nextHop: "127.0.0.1:2526" }
            """.formatted(hostname, postmaster));
        Files.writeString(conf.resolve("partners.yaml"), """
            partners:
              - name: contoso
                domains: ["*.contoso.test", contoso.test]
                outbound: { level: encrypt }
            """);
        Configuration loaded = Configuration.load(conf);
        return OwnNames.warnings(loaded.gateway(), loaded.partners().current());
    }

    @Test
    void names_of_our_own_are_nothing_to_tell() throws IOException {
        assertThat(warnings("gw.example.org", "postmaster@example.org")).isEmpty();
    }

    @Test
    void a_host_name_in_a_partners_domain_is_told() throws IOException {
        assertThat(warnings("gw.contoso.test", "postmaster@example.org"))
                .singleElement()
                .asString()
                .startsWith("hostname=gw.contoso.test is in a domain of partner=contoso: ");
    }

    @Test
    void a_postmaster_at_a_partners_is_told() throws IOException {
        assertThat(warnings("gw.example.org", "postmaster@contoso.test"))
                .singleElement()
                .asString()
                .startsWith("postmaster=postmaster@contoso.test is in a domain of partner=contoso: ");
    }
}
