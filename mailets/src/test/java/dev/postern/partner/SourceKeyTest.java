package dev.postern.partner;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.address.AddressFamilies;
import dev.postern.address.OutboundAddresses;
import dev.postern.config.ConfigurationProblem;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersReading;
import dev.postern.partnersfile.PartnersWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source address that cannot be used: what is told of it, and where. 198.51.100.77 and 2001:db8::77 are no addresses of this machine. */
class SourceKeyTest {
    @TempDir
    private Path directory = Path.of("");

    private PartnersReading read(String text, AddressFamilies ofGateway) {
        new PartnersYaml(directory).write(text);
        return new PartnersFile(
                        directory.resolve("partners.yaml"),
                        List::of,
                        new OutboundAddresses(Optional.of(ofGateway), Optional.empty()))
                .read();
    }

    private List<String> warnings(String text) {
        PartnersReading reading = read(text, AddressFamilies.BOTH);
        assertThat(reading.problems()).isEmpty();
        return reading.warnings().stream().map(ConfigurationProblem::toString).toList();
    }

    @Test
    void addressesOfThisMachineDrawNoWarning() {
        assertThat(warnings("partners:\n- { name: a, domains: [a.test], outbound: { source: 127.0.0.2 } }\n"))
                .isEmpty();
    }

    @Test
    void anAddressOfAnotherMachineIsToldWithItsLineAndKey() {
        assertThat(warnings("""
                defaults:
                  outbound:
                    source: 198.51.100.77
                partners:
                - { name: a, domains: [a.test] }
                - name: b
                  domains: [b.test]
                  outbound:
                    source:
                    - 127.0.0.1
                    - "2001:db8::77"
                """))
                .satisfiesExactly(
                        ofDefaults -> assertThat(ofDefaults)
                                .startsWith(
                                        "partners.yaml:3: defaults.outbound.source: 198.51.100.77 is not an address of"
                                                + " this machine; the gateway defers mail with this source. Assign it"),
                        ofList -> assertThat(ofList)
                                .startsWith(
                                        "partners.yaml:11: partners[1].outbound.source[1]: 2001:db8::77 is not an address"
                                                + " of this machine; the gateway defers mail with this source. Assign it"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                "defaults: { outbound: { source: \"::1\" } } | defaults.outbound.source",
                "x: { source: \"::1\" } | partners[0].outbound.source",
                "x: { source: [127.0.0.1, \"::1\"] } | partners[0].outbound.source"
            })
    void aSourceThatTheAddressesOfTheGatewayLeaveNothingToDoIsAProblem(String written, String key) {
        String text = written.startsWith("defaults")
                ? written + "\npartners: [{ name: a, domains: [a.test] }]\n"
                : "partners: [{ name: a, domains: [a.test], outbound: " + written.substring(3) + " }]\n";

        assertThat(read(text, AddressFamilies.IPV4).problems())
                .extracting(ConfigurationProblem::toString)
                .containsExactly("partners.yaml:1: " + key + ": mail cannot leave from ::1: addresses allows only"
                        + " IPv4 destinations (delivery.addresses in gateway.yaml). Write a source of that family,"
                        + " or addresses: both or preferIpv4.");
        assertThat(read(text, AddressFamilies.BOTH).problems()).isEmpty();
    }

    @Test
    void theAddressesOfAPartnerMayLeaveOneSourceOfTheDefaults() {
        assertThat(read("""
                defaults: { outbound: { source: [127.0.0.1, "::1"] } }
                partners: [{ name: a, domains: [a.test], outbound: { addresses: ipv4 } }]
                """, AddressFamilies.BOTH).problems()).isEmpty();
    }

    @Test
    void theStartAndEachChangeTellWhatIsNew() {
        var yaml = new PartnersYaml(directory)
                .write("partners: [{ name: a, domains: [a.test], outbound: { source: 198.51.100.77 } }]\n");
        try (var log = new LoggedLines(PartnersWatch.class);
                var watch = new PartnersWatch(yaml.file(), yaml.file().read())) {
            watch.start();
            assertThat(log.at(Level.WARN)).singleElement().asString().contains("partners.yaml:1: ", "198.51.100.77");

            yaml.write("partners: [{ name: a, domains: [a.test], outbound: { source: 198.51.100.77 } },\n"
                    + "{ name: b, domains: [b.test], outbound: { source: 198.51.100.78 } }]\n");
            watch.readAgain();
            assertThat(log.at(Level.WARN))
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("partners.yaml:2: partners[1].outbound.source: 198.51.100.78 is not an address of ");
        }
    }
}
