package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas that ship say what the gateway does. */
class ConfigurationSchemaTest {
    private static final String GOOD_GATEWAY =
            "{ hostname: a.test, domains: [{ domain: a.test, nextHop: b.test:25 }] }";

    /** What a schema can see: forms, words, missing and unknown keys. */
    private static final Pattern STRUCTURAL = Pattern.compile(
            " is not a valid (TLS |minimum TLS|mode|duration|size|message size|boolean|number|SHA-256|sender identity"
                    + "|response|mail|broker|user|password)| is not text| is missing\\.|expected an? .*, found | the list is empty|"
                    + " both missing| does not fit (level|requireTls)| requires (no TLS|nextHop|brokers)| is not allowed here");

    static List<Path> badConfigurations() throws IOException {
        return BadConfigurationsTest.cases();
    }

    @Test
    void whatShipsIsAccepted() throws IOException {
        assertThat(SchemaFile.GATEWAY.complaints(SchemaFile.CONF.resolve("gateway.yaml")))
                .isEmpty();
        assertThat(SchemaFile.PARTNERS.complaints(SchemaFile.CONF.resolve("partners.yaml")))
                .isEmpty();
        assertThat(SchemaFile.PARTNERS.complaints(ShippedConfigurationTest.partnersExample()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("badConfigurations")
    void whatTheGatewayRefusesForItsFormTheSchemaRefuses(Path folder) throws IOException {
        String expected = Files.readString(folder.resolve("expected.txt"));
        for (String file : List.of("gateway", "partners")) {
            Path yaml = folder.resolve(file + ".yaml");
            boolean structural = expected.lines()
                    .filter(line -> line.startsWith(file))
                    .anyMatch(line -> STRUCTURAL.matcher(line).find());
            if (Files.exists(yaml) && structural) {
                assertThat(schema(file).complaints(yaml)).as(yaml.toString()).isNotEmpty();
            } else if (Files.exists(yaml) && expected.lines().noneMatch(line -> line.startsWith(file))) {
                assertThat(schema(file).complaints(yaml)).as(yaml.toString()).isEmpty();
            }
        }
    }

    @Test
    void theKeysOfTheSchemaAreTheKeysOfTheGateway(@TempDir Path conf) throws IOException {
        String block = "{ zzz: 1 }";
        String inbound = "{ zzz: 1, clientCertificate: " + block + " }";
        String outbound = "{ zzz: 1, clientCertificate: " + block + ", rate: " + block + " }";
        String limited = "{ zzz: 1, rate: " + block + " }";
        String sides = "zzz: 1, outbound: " + outbound + ", inbound: " + inbound;
        String gateway = "{ zzz: 1, smtp: { zzz: 1, rates: " + block + ", timeouts: " + block + ", proxyProtocol: "
                + block
                + ", xclient: " + block + " }, filter: " + block + ", tls: " + block
                + ", relay: { zzz: 1, clientCertificate: "
                + block + " }, dns: " + block
                + ", queue: " + block
                + ", admin: "
                + block + ", domains: [{ zzz: 1, outbound: " + outbound + " }], delivery: { zzz: 1, default: " + limited
                + ", smarthost: " + outbound + ", destinations: [{ zzz: 1, outbound: " + limited + " }], dsn: " + block
                + " }, mail: " + block + ", probe: " + block + " }";
        String partners = "{ zzz: 1, defaults: { " + sides + " }, partners: [{ " + sides + " }] }";

        assertThat(keysOfTheGateway(conf, gateway, "partners: []", "gateway.yaml"))
                .isEqualTo(keysOfTheSchema(SchemaFile.GATEWAY));
        assertThat(keysOfTheGateway(conf, GOOD_GATEWAY, partners, "partners.yaml"))
                .isEqualTo(keysOfTheSchema(SchemaFile.PARTNERS));
    }

    @Test
    void everyKeyIsDescribed() throws IOException {
        assertThat(Stream.concat(SchemaFile.GATEWAY.keys().stream(), SchemaFile.PARTNERS.keys().stream())
                        .filter(key -> !key.shownElsewhere())
                        .filter(key -> key.schema().path("description").asText().isBlank())
                        .map(SchemaFile.Key::path))
                .isEmpty();
    }

    /** The keys that the gateway knows in each block, from what it says of one that it does not know. */
    private static Map<String, Set<String>> keysOfTheGateway(Path conf, String gateway, String partners, String file)
            throws IOException {
        List<ConfigurationProblem> problems = problems(conf, gateway, partners);
        return problems.stream()
                .filter(problem ->
                        problem.file().endsWith(file) && problem.key().endsWith("zzz"))
                .collect(Collectors.toMap(
                        problem -> problem.key().replaceFirst("\\.?zzz$", "").replaceAll("\\[\\d+]", "[]"),
                        problem -> new TreeSet<>(List.of(problem.right()
                                .replaceFirst(".*Known keys: ", "")
                                .replaceFirst("\\.$", "")
                                .split(", "))),
                        (first, second) -> first,
                        TreeMap::new));
    }

    private static Map<String, Set<String>> keysOfTheSchema(SchemaFile schema) throws IOException {
        return schema.keys().stream()
                .collect(Collectors.groupingBy(
                        SchemaFile.Key::block,
                        TreeMap::new,
                        Collectors.mapping(SchemaFile.Key::name, Collectors.toCollection(TreeSet::new))));
    }

    private static List<ConfigurationProblem> problems(Path conf, String gateway, String partners) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), gateway);
        Files.writeString(conf.resolve("partners.yaml"), partners);
        return catchThrowableOfType(ConfigurationException.class, () -> Configuration.load(conf))
                .problems();
    }

    private static SchemaFile schema(String file) {
        return file.equals("gateway") ? SchemaFile.GATEWAY : SchemaFile.PARTNERS;
    }
}
