package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.lifecycle.StartFailure;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.RuleSource;
import dev.postern.tls.TlsSecurityLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is probed for a partner's name and for a domain, by which rule. */
class GatewayProbeTest {
    private static final String GATEWAY = """
            hostname: gw.example.org
            domains: [{ domain: example.org, nextHop: "mail.example.org:25" }]
            delivery:
            """;
    private static final String DESTINATIONS =
            "  destinations: [{ domains: [old.test], outbound: { maxConnections: 1 } }]\n";

    private static final String PARTNERS = """
            partners:
              - { name: contoso, domains: [contoso.test, "*.contoso.test", contoso.example] }
              - { name: fabrikam, domains: [fabrikam.test, fabrikam.example], outbound: { nextHop: "mx.fabrikam.test:25" } }
              - { name: below, domains: ["*.below.test"] }
              - { name: hosted, domains: ["*.hosted.test"], outbound: { nextHop: "mx.hosted.test:25" } }
            """;

    @TempDir
    private Path conf;

    private GatewayProbe gateway;

    @BeforeEach
    void read() throws IOException, StartFailure {
        gateway = of(GATEWAY + DESTINATIONS);
    }

    private GatewayProbe of(String gatewayYaml) throws IOException, StartFailure {
        Files.writeString(conf.resolve("gateway.yaml"), gatewayYaml);
        Files.writeString(conf.resolve("partners.yaml"), PARTNERS);
        return GatewayProbe.of(conf, Map.of(), Clock.systemUTC());
    }

    private List<ProbeRequest> requests(String target) {
        return gateway.requests(target, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "contoso, contoso.test contoso.example", // each by its own MX hosts
        "fabrikam, fabrikam.test", // all by the same next hop
        "hosted, any.hosted.test",
        "Mail.Contoso.TEST., mail.contoso.test",
        "elsewhere.test, elsewhere.test"
    })
    void theseDomainsAreProbed(String target, String domains) {
        assertThat(requests(target))
                .extracting(request -> request.domain().ascii())
                .containsExactly(domains.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"below", "no domain", "192.0.2.1", "-", "\u001b[2J"})
    void thereIsNothingToProbe(String target) {
        assertThat(requests(target)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "contoso, PARTNER, SECURE",
        "sub.contoso.test, PARTNER, SECURE",
        "example.org, OWN_DOMAIN, MAY",
        "old.test, DESTINATION, MAY",
        "elsewhere.test, DEFAULT, MAY"
    })
    void theRuleIsTheDeliverys(String target, RuleSource source, TlsSecurityLevel level) {
        ProbeRequest request = requests(target).get(0);

        assertThat(request.source()).isEqualTo(source);
        assertThat(request.route().policy().tls().level()).isEqualTo(level);
    }

    @Test
    void everyoneElseGoesThroughTheSmarthost() throws Exception {
        gateway = of(GATEWAY + "  smarthost: { nextHop: \"smtp.provider.example:587\" }\n");

        assertThat(requests("elsewhere.test").get(0).source()).isEqualTo(RuleSource.SMARTHOST);
        assertThat(requests("contoso.test").get(0).source()).isEqualTo(RuleSource.PARTNER);
    }

    @ParameterizedTest
    @CsvSource({
        "contoso, bob@contoso.test, true",
        "contoso, bob@sub.contoso.test, true",
        "contoso, bob@contoso.example, true",
        "contoso.test, bob@contoso.test, true",
        "contoso, bob@fabrikam.test, false",
        "contoso.test, bob@example.org, false",
        "elsewhere.test, bob@elsewhere.test, true",
        "contoso, bob@[192.0.2.1], false"
    })
    void aRecipientIsNamedToTheServersOfItsDomainOnly(String target, String recipient, boolean allowed)
            throws Exception {
        assertThat(gateway.isRecipientOf(target, new MailAddress(recipient))).isEqualTo(allowed);
    }

    @Test
    void nothingIsWritten() throws IOException {
        try (var files = Files.list(conf)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("gateway.yaml", "partners.yaml");
        }
    }
}
