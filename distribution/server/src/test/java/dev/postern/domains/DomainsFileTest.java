package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import dev.postern.gateway.Configuration;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Own domains of {@code gateway.yaml} and of the files that it names: next hops, wildcards, and what is wrong with them. */
class DomainsFileTest {
    @TempDir
    private Path conf = Path.of("");

    @BeforeEach
    void partners() throws IOException {
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
    }

    private OwnDomains read(String domains, String file) throws IOException {
        Files.writeString(conf.resolve("domains.txt"), file);
        Files.writeString(
                conf.resolve("gateway.yaml"),
                "hostname: gw.example.org\npostmaster: p@example.org\ndomains: [" + domains + "]\n");
        return Configuration.load(conf).domains().get();
    }

    private List<String> problems(String domains, String file) {
        return catchThrowableOfType(ConfigurationException.class, () -> read(domains, file)).problems().stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }

    private static String hops(OwnDomains domains, String domain) {
        return domains.of(new DnsName(domain))
                .map(own -> own.outbound().nextHops().toString())
                .orElse("not ours");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "example.org; [a.test:25]",
                "sub.example.org; [b.test:25]",
                "deep.sub.example.org; [b.test:25]",
                "eu.example.org; [c.test:25]",
                "x.eu.example.org; [d.test:25]",
                "y.x.eu.example.org; [d.test:25]",
                "z.example.com; [e.test:25]",
                "example.com; not ours",
                "notexample.org; not ours",
                "org; not ours",
                "example.org.test; not ours",
            })
    void anExactEntryWinsOverAWildcardAndALongerWildcardOverAShorter(String domain, String expected)
            throws IOException {
        String domains = """
                { domain: "*.example.org", nextHop: "b.test:25" }, { domain: "*.eu.example.org", nextHop: "d.test:25" },
                { domain: eu.example.org, nextHop: "c.test:25" }, { domain: example.org, nextHop: "a.test:25" },
                { domain: "*.example.com", nextHop: "e.test:25" }""";
        assertThat(hops(read(domains, ""), domain)).isEqualTo(expected);
        String lines = """
                *.example.org b.test:25
                *.eu.example.org d.test:25
                eu.example.org c.test:25
                example.org a.test:25
                *.example.com e.test:25
                """;
        assertThat(hops(read("{ file: domains.txt }", lines), domain)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "example.net; [default.test:25, second.test:26]",
                "example.net a.test:25; [a.test:25]",
                "example.net a.test:25 b.test:25; [a.test:25, b.test:25]",
                "example.net a.test:25,b.test:25; [a.test:25, b.test:25]",
                "example.net, a.test:25 , [2001:db8::1]:25; [a.test:25, [2001:db8::1]:25]",
                "'  Example.NET.\ta.test:25   # comment'; [a.test:25]",
                "'# all\r\n\r\nexample.net#not 192.0.2.1:25'; not ours",
                "'\uFEFF# with a byte order mark\r\nexample.net'; [default.test:25, second.test:26]",
            })
    void aLineHasADomainAndItsNextHopsOrThoseOfTheEntry(String file, String expected) throws IOException {
        String entry = "{ file: domains.txt, nextHop: [\"default.test:25\", \"second.test:26\"] }";
        assertThat(
                        expected.equals("not ours")
                                ? problems(entry, file).toString()
                                : hops(read(entry, file), "example.net"))
                .contains(expected.equals("not ours") ? "is not a valid domain name" : expected);
    }

    @Test
    void aULabelIsItsALabel() throws IOException {
        assertThat(hops(read("{ file: domains.txt }", "b\u00FCcher.test a.test:25\n"), "xn--bcher-kva.test"))
                .isEqualTo("[a.test:25]");
    }

    @Test
    void levelSecureAsksForTheNamesOfTheNextHopsOfTheLine() throws IOException {
        OwnDomains domains = read(
                "{ file: domains.txt, nextHop: \"default.test:25\", outbound: { level: secure } }",
                "example.org\nexample.net a.test:25 192.0.2.1:25 b.test:25\n");
        assertThat(match(domains, "example.org")).isEqualTo("[default.test]");
        assertThat(match(domains, "example.net")).isEqualTo("[a.test, b.test]");

        OwnDomains named = read(
                "{ file: domains.txt, outbound: { level: secure, match: [mail.test] } }", "example.net 192.0.2.1:25\n");
        assertThat(match(named, "example.net")).isEqualTo("[mail.test]");

        assertThat(problems(
                        "{ file: domains.txt, outbound: { level: secure } }",
                        "example.org a.test:25\nexample.net 192.0.2.1:25\n"))
                .containsExactly(
                        "domains.txt:2: level secure needs a name, but 192.0.2.1:25 is an address. Write the next hop"
                                + " by its host name, or add match to the outbound block in gateway.yaml.");
    }

    private static String match(OwnDomains domains, String domain) {
        TlsPolicy tls = domains.of(new DnsName(domain)).orElseThrow().outbound().tls();
        return tls instanceof TlsPolicy.Secure secure
                ? secure.match().stream()
                        .map(match -> match.name().ascii())
                        .toList()
                        .toString()
                : tls.toString();
    }

    @Test
    void recipientsOfSeveralDomainsAreLocalPartsAlone() {
        assertThat(problems(
                        "{ domain: \"*.example.org\", nextHop: \"a.test:25\", recipients: [anna, b@x.example.org] }",
                        ""))
                .singleElement()
                .asString()
                .contains("is in x.example.org, but the list is for *.example.org. Write the local part alone");
    }

    @Test
    void withoutAnyDomainThatIsNoWildcardThePostmasterIsAsked() throws IOException {
        Files.writeString(
                conf.resolve("gateway.yaml"),
                "hostname: gw.example.org\ndomains: [{ domain: \"*.example.org\", nextHop: \"a.test:25\" }]\n");
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> Configuration.load(conf)))
                .hasMessageContaining(
                        "postmaster: is missing, and no default exists because all domains are wildcards.");
        Files.writeString(
                conf.resolve("gateway.yaml"),
                "hostname: gw.example.org\ndomains: [{ file: domains.txt, nextHop: \"a.test:25\" }]\n");
        Files.writeString(conf.resolve("domains.txt"), "*.example.org\nexample.net\nexample.com\n");
        assertThat(Configuration.load(conf).gateway().postmaster()).isEqualTo("postmaster@example.net");
    }
}
