package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.changes.Releases;
import dev.postern.gateway.Configuration;
import dev.postern.route.Route;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsSecurityLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose rule a domain has when several places name it. */
class GatewayRoutesTest {
    @TempDir
    private Path conf = Path.of("");

    private Route routeOf(String delivery, Map<String, String> environment, String domain) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                domains: [{ domain: example.org, nextHop: "mail.example.org:25" }]
                """ + delivery);
        Files.writeString(conf.resolve("partners.yaml"), "partners: [{ name: contoso, domains: [contoso.test] }]\n");
        Configuration loaded = Configuration.load(conf, environment);
        var releases = Releases.open(conf.resolve("releases"), Clock.systemUTC());
        return new GatewayRoutes(loaded.gateway(), loaded.domains(), loaded.partners(), releases)
                .routeOf(DnsName.parse(domain).orElseThrow());
    }

    private static void isContosos(Route route) {
        assertThat(route.ruledBy()).contains("contoso");
        assertThat(route.policy().tls().level()).isEqualTo(TlsSecurityLevel.SECURE);
        assertThat(route.policy().ignored().startTls()).isFalse();
    }

    /** Such an entry is for everyone else: a STARTTLS that it ignores is no partner's. */
    @Test
    void aDestinationThatNamesAPartnersDomainHasNoSayInItsRoute() throws IOException {
        String delivery = """
                delivery:
                  destinations:
                    - { domains: [contoso.test, "*.contoso.test"], outbound: { ignoreKeywords: [STARTTLS] } }
                """;

        isContosos(routeOf(delivery, Map.of(), "contoso.test"));
        assertThat(routeOf(delivery, Map.of(), "a.contoso.test")
                        .policy()
                        .ignored()
                        .startTls())
                .isTrue();
    }

    @Test
    void norHasOneOfTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of(
                "POSTERN_DELIVERY_DESTINATIONS_0_DOMAINS",
                "contoso.test",
                "POSTERN_DELIVERY_DESTINATIONS_0_OUTBOUND_IGNORE_KEYWORDS",
                "STARTTLS");

        isContosos(routeOf("", environment, "contoso.test"));
    }
}
