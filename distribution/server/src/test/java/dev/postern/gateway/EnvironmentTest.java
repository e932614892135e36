package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.postern.broker.BrokerGroup;
import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import dev.postern.domains.OwnDomain;
import dev.postern.inbound.RelayRule;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables of the environment stand over the keys of {@code gateway.yaml}, and are read as strictly. */
class EnvironmentTest {
    private static final String GATEWAY = """
            hostname: gw.example.org
            smtp: { bind: "127.0.0.1:2525", maxConnections: 7 }
            domains: [{ domain: example.org, nextHop: "mail.example.org:25" }]
            """;

    @TempDir
    private Path conf = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void files() throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), GATEWAY);
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
    }

    @Test
    void withoutVariablesTheFileHolds() {
        assertThat(load().smtp().connections().inAll()).isEqualTo(7);
    }

    @Test
    void aVariableStandsOverTheFile() {
        environment.put("POSTERN_SMTP_MAX_CONNECTIONS", "8");
        environment.put("POSTERN_HOSTNAME", "other.example.org");

        assertThat(load().smtp().connections().inAll()).isEqualTo(8);
        assertThat(load().hostname().ascii()).isEqualTo("other.example.org");
    }

    @Test
    void aVariableStandsForAKeyAndABlockThatAreNotThere() {
        environment.put("POSTERN_ADMIN_BIND", "0.0.0.0:8001");
        environment.put("POSTERN_DELIVERY_DEFAULT_LEVEL", "encrypt");

        assertThat(load().admin()).isEqualTo(new InetSocketAddress("0.0.0.0", 8001));
        assertThat(load().delivery().defaultOutbound().tls().level()).isEqualTo(TlsSecurityLevel.ENCRYPT);
    }

    @Test
    void aListHasCommas() {
        environment.put("POSTERN_RELAY_NETWORKS", "192.0.2.10/32, 2001:db8::10/128");

        assertThat(load().relayNetworks())
                .extracting(Object::toString)
                .containsExactly("192.0.2.10/32", "2001:db8::10/128");
    }

    @Test
    void theHopFromOurOwnServersMayBeSecured() {
        assertThat(load().relayRule()).isEqualTo(RelayRule.NONE);

        environment.put("POSTERN_RELAY_REQUIRE_TLS", "true");
        assertThat(load().relayRule().tls()).containsExactly(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2));

        environment.put("POSTERN_RELAY_CLIENT_CERTIFICATE_NAMES", "mail.example.org");
        assertThat(load().relayRule().tls())
                .singleElement()
                .asInstanceOf(type(TlsPolicy.Secure.class))
                .extracting(TlsPolicy.Secure::match)
                .hasToString("[mail.example.org]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSTERN_RELAY_NETWORKS", "POSTERN_DNS_SERVERS", "POSTERN_SMTP_MAX_MESSAGE_SIZE"})
    void aVariableThatIsBlankDoesNotUndoWhatTheFileSays(String name) {
        for (String blank : List.of("", " ")) {
            environment.put(name, blank);

            assertThat(problems())
                    .singleElement()
                    .asString()
                    .startsWith("environment variable " + name + ": ")
                    .endsWith(" Or unset the variable: the file's value then applies.");
        }
    }

    @Test
    void aNumberAloneDoesNotSayWhichDomainIsMeant() {
        environment.put("POSTERN_DOMAINS_0_OUTBOUND_LEVEL", "may");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("environment variable POSTERN_DOMAINS_0_DOMAIN: is missing. Set it to the domain");
    }

    @Test
    void aNumberThatHasBecomeAnotherDomainsIsSeen() throws IOException {
        Files.writeString(
                conf.resolve("gateway.yaml"),
                GATEWAY.replace("domains: [", "domains: [{ domain: new.example, nextHop: \"new.example:25\" }, "));
        environment.put("POSTERN_DOMAINS_0_DOMAIN", "example.org");
        environment.put("POSTERN_DOMAINS_0_NEXT_HOP", "other.example.org:2525");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment variable POSTERN_DOMAINS_0_DOMAIN: names the entry that has the number 1 in the file. Use that"
                                + " number in all variables for this entry; with another number they would change another entry.",
                        "gateway.yaml:3: domains[1].domain: example.org is already listed in environment variable"
                                + " POSTERN_DOMAINS_0_DOMAIN. List each domain once.");
    }

    @Test
    void aNumberAloneDoesNotSayWhichFileOfDomainsIsMeant() throws IOException {
        Files.writeString(conf.resolve("domains.txt"), "example.net\n");
        Files.writeString(
                conf.resolve("gateway.yaml"),
                GATEWAY.replace("domains: [", "domains: [{ file: domains.txt, nextHop: \"mail.example.net:25\" }, "));
        environment.put("POSTERN_DOMAINS_0_OUTBOUND_LEVEL", "may");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("environment variable POSTERN_DOMAINS_0_FILE: is missing. Set it to the file of the entry");
    }

    @Test
    void aNumberThatHasBecomeAnotherDestinationsIsSeen() throws IOException {
        Files.writeString(
                conf.resolve("gateway.yaml"),
                GATEWAY + "delivery: { destinations: [{ domains: [new.test] }, { domains: [slow.test] }] }\n");
        environment.put("POSTERN_DELIVERY_DESTINATIONS_0_OUTBOUND_MAX_CONNECTIONS", "1");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(
                        "environment variable POSTERN_DELIVERY_DESTINATIONS_0_DOMAINS: is missing. Set it to the domains");

        environment.put("POSTERN_DELIVERY_DESTINATIONS_0_DOMAINS", "slow.test");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment variable POSTERN_DELIVERY_DESTINATIONS_0_DOMAINS: names the entry that has the number 1 in the file. Use that"
                                + " number in all variables for this entry; with another number they would change another entry.",
                        "gateway.yaml:4: delivery.destinations[1].domains[0]: slow.test is already listed in"
                                + " environment variable POSTERN_DELIVERY_DESTINATIONS_0_DOMAINS. List each domain once.");
    }

    @Test
    void aDestinationIsOverriddenByItsNumberAndItsDomains() throws IOException {
        Files.writeString(
                conf.resolve("gateway.yaml"), GATEWAY + "delivery: { destinations: [{ domains: [slow.test] }] }\n");
        environment.put("POSTERN_DELIVERY_DESTINATIONS_0_DOMAINS", "slow.test");
        environment.put("POSTERN_DELIVERY_DESTINATIONS_0_OUTBOUND_MAX_CONNECTIONS", "1");

        assertThat(load().delivery().destinations())
                .singleElement()
                .extracting(slow -> slow.outbound().limits().maxConnections())
                .isEqualTo(Optional.of(1));
    }

    @Test
    void aBlankVariableOfNoKeyHasNothingInTheFile() {
        environment.put("POSTERN_LOG_FORMAT", "");

        assertThat(problems())
                .containsExactly(
                        "environment variable POSTERN_LOG_FORMAT: \"\" is not a valid log format. Write one of:"
                                + " plain, json. Or unset the variable.");
    }

    @Test
    void theVariablesThatStandOverAKeyAreKnownByName() {
        environment.put("POSTERN_SMTP_MAX_CONNECTIONS", "8");
        environment.put("POSTERN_HOSTNAME", "other.example.org");
        environment.put("POSTERN_LOG_FORMAT", "json");
        environment.put("POSTERN_CONF", "conf");
        environment.put("PATH", "/bin");

        assertThat(Configuration.variables(environment))
                .containsExactly("POSTERN_HOSTNAME", "POSTERN_SMTP_MAX_CONNECTIONS");
    }

    @Test
    void anEntryOfTheFileIsChangedKeyByKey() {
        environment.put("POSTERN_DOMAINS_0_DOMAIN", "example.org");
        environment.put("POSTERN_DOMAINS_0_NEXT_HOP", "other.example.org:2525");

        assertThat(domains()).singleElement().satisfies(own -> {
            assertThat(own.pattern()).hasToString("example.org");
            assertThat(own.outbound().nextHop()).map(Object::toString).contains("other.example.org:2525");
        });
    }

    @Test
    void anEntryOfTheEnvironmentMayNameAFileAndSeveralNextHops() throws IOException {
        Path file = Files.writeString(conf.resolve("domains.txt"), "example.net\n*.example.net\n");
        environment.put("POSTERN_DOMAINS_1_FILE", file.toString());
        environment.put("POSTERN_DOMAINS_1_NEXT_HOP", "a.example.net:25, b.example.net:25");

        assertThat(domains())
                .extracting(own -> own.pattern() + " " + own.outbound().nextHops())
                .containsExactly(
                        "example.org [mail.example.org:25]",
                        "example.net [a.example.net:25, b.example.net:25]",
                        "*.example.net [a.example.net:25, b.example.net:25]");
    }

    @Test
    void theNextNumberAddsAnEntry() {
        environment.put("POSTERN_DOMAINS_1_DOMAIN", "example.net");
        environment.put("POSTERN_DOMAINS_1_NEXT_HOP", "mail.example.net:25");
        environment.put("POSTERN_DOMAINS_1_OUTBOUND_LEVEL", "secure");

        assertThat(domains()).hasSize(2).last().satisfies(own -> {
            assertThat(own.pattern()).hasToString("example.net");
            assertThat(own.outbound().tls().level()).isEqualTo(TlsSecurityLevel.SECURE);
        });
    }

    /** Partners are in partners.yaml alone: no variable weakens a rule. */
    @Test
    void noVariableChangesAPartner() {
        environment.put("POSTERN_PARTNERS_0_OUTBOUND_LEVEL", "encrypt");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("environment variable POSTERN_PARTNERS_0_OUTBOUND_LEVEL: unknown variable.");
    }

    /** Its mail would be accepted, and sent on, as that of a domain of our own. */
    @ParameterizedTest
    @CsvSource({
        "POSTERN_DOMAINS_0_DOMAIN, contoso.test",
        "POSTERN_DOMAINS_1_DOMAIN, CONTOSO.test",
        "POSTERN_DOMAINS_1_FILE, domains.txt"
    })
    void noVariableMakesAPartnersDomainOurs(String name, String value) throws IOException {
        Files.writeString(conf.resolve("domains.txt"), "contoso.test\n");
        Files.writeString(conf.resolve("partners.yaml"), "partners: [{ name: contoso, domains: [contoso.test] }]\n");
        environment.put(name, value);
        environment.put(name.replaceAll("(DOMAIN|FILE)$", "NEXT_HOP"), "mail.example.org:25");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("partners.yaml:1: ", "contoso.test is one of the gateway's own domains.");
    }

    @Test
    void aNumberThatLeavesOneOutIsRefused() {
        environment.put("POSTERN_DOMAINS_2_DOMAIN", "example.net");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("environment variable POSTERN_DOMAINS_2_DOMAIN: unknown variable.");
    }

    @Test
    void whatAnEntryLacksIsToldByItsVariable() {
        environment.put("POSTERN_DOMAINS_1_DOMAIN", "example.net");

        assertThat(problems())
                .containsExactly("environment variable POSTERN_DOMAINS_1_NEXT_HOP: is missing. Write host:port, such as"
                        + " relay.contoso.test:25, 192.0.2.1:25 or \"[2001:db8::1]:25\".");
    }

    @Test
    void aPasswordThatLooksLikeSomethingElseIsAPassword() {
        for (String password : List.of("12345", "true", "*x: #y", "[a, b]", "null")) {
            environment.putAll(Map.of(
                    "POSTERN_QUEUE_BROKERS",
                    "tcp://mq1.example.org:61616,tcp://mq2.example.org:61616",
                    "POSTERN_QUEUE_USER",
                    "4711",
                    "POSTERN_QUEUE_PASSWORD",
                    password));
            assertThat(load().queue().brokers().orElseThrow().password().text()).isEqualTo(password);
            assertThat(load().queue().brokers().orElseThrow().addresses()).hasSize(2);
        }
    }

    @Test
    void aMessageAboutTheBrokersNamesWhereUserAndPasswordAreSet() throws IOException {
        Files.writeString(
                conf.resolve("gateway.yaml"),
                GATEWAY + "queue: { brokers: [\"tcp://mq1.example.org:61616\"], user: postern, password: secret }\n");
        assertThat(load().queue().brokers().orElseThrow().sources())
                .isEqualTo(new BrokerGroup.Sources(
                        "queue.brokers in gateway.yaml",
                        "queue.user in gateway.yaml",
                        "queue.password in gateway.yaml"));

        Files.writeString(conf.resolve("gateway.yaml"), GATEWAY);
        Path secret = Files.writeString(conf.resolve("secret"), "of the file\n");
        environment.put("POSTERN_QUEUE_BROKERS", "tcp://mq1.example.org:61616");
        environment.put("POSTERN_QUEUE_USER", "postern");
        environment.put("POSTERN_QUEUE_PASSWORD_FILE", secret.toString());
        assertThat(load().queue().brokers().orElseThrow().sources())
                .isEqualTo(new BrokerGroup.Sources(
                        "environment variable POSTERN_QUEUE_BROKERS",
                        "environment variable POSTERN_QUEUE_USER",
                        "environment variable POSTERN_QUEUE_PASSWORD_FILE"));
    }

    @Test
    void aPasswordComesFromAFile() throws IOException {
        Path secret = Files.writeString(conf.resolve("secret"), "of the file\n");
        environment.put("POSTERN_QUEUE_BROKERS", "tcp://mq1.example.org:61616");
        environment.put("POSTERN_QUEUE_USER", "postern");
        environment.put("POSTERN_QUEUE_PASSWORD_FILE", secret.toString());

        assertThat(load().queue().brokers().orElseThrow().password().text()).isEqualTo("of the file");
    }

    @Test
    void aClientCertificateStandsInTheEnvironmentAlone() {
        environment.put("POSTERN_DOMAINS_0_DOMAIN", "example.org");
        environment.put("POSTERN_DOMAINS_0_OUTBOUND_LEVEL", "encrypt");
        environment.put("POSTERN_DOMAINS_0_OUTBOUND_CLIENT_CERTIFICATE_CERTIFICATE", "no.crt");

        assertThat(problems())
                .anyMatch(problem -> problem.startsWith(
                        "environment variable POSTERN_DOMAINS_0_OUTBOUND_CLIENT_CERTIFICATE_CERTIFICATE: could not read"
                                + " the file \"no.crt\"."))
                .anyMatch(problem -> problem.startsWith(
                        "environment variable POSTERN_DOMAINS_0_OUTBOUND_CLIENT_CERTIFICATE_PRIVATE_KEY: is missing."))
                .hasSize(2);
    }

    @Test
    void aKeyThatDoesNotBelongThereIsRefused() {
        environment.put("POSTERN_DOMAINS_0_DOMAIN", "example.org");
        environment.put("POSTERN_DOMAINS_0_OUTBOUND_NEXT_HOP", "a.test:25");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("environment variable POSTERN_DOMAINS_0_OUTBOUND_NEXT_HOP: is not allowed here.");
    }

    @Test
    void aVariableOfKubernetesIsExplained() {
        for (String name : List.of("POSTERN_SERVICE_HOST", "POSTERN_PORT", "POSTERN_PORT_25_TCP_ADDR")) {
            environment.clear();
            environment.put(name, "tcp://10.0.0.1:25");
            assertThat(problems()).singleElement().asString().contains("enableServiceLinks: false");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSTERN_CONF", "POSTERN_DATA", "POSTERN_JAVA_OPTS", "PATH", "POSTERNLY_HIDDEN"})
    void whatIsNotForTheFileIsLeftAlone(String name) {
        environment.put(name, "whatever");

        assertThat(load().smtp().connections().inAll()).isEqualTo(7);
    }

    @Test
    void everyKeyHasAVariableOfItsOwn() throws IOException {
        Map<String, String> variables = EnvironmentVariables.ofKeys();
        assertThat(variables).hasSizeGreaterThan(30).doesNotContainValue("POSTERN_LOG_FORMAT");
        assertThat(variables.values()).doesNotHaveDuplicates();
        for (String variable : variables.values()) {
            environment.clear();
            environment.put(variable, " ");
            // A blank value is a problem of the key, not an unknown variable.
            assertThat(problems())
                    .as(variable)
                    .anyMatch(problem -> problem.startsWith("environment variable " + variable + ": "))
                    .noneMatch(problem -> problem.contains("unknown variable"));
        }
    }

    private List<OwnDomain> domains() {
        return Configuration.load(conf, environment).domains().get().all();
    }

    private GatewayConfiguration load() {
        return Configuration.load(conf, environment).gateway();
    }

    private List<String> problems() {
        return catchThrowableOfType(ConfigurationException.class, this::load).problems().stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }
}
