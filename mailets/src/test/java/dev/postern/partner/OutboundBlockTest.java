package dev.postern.partner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboundBlockTest {
    private static final String FINGERPRINT = "\"sha256:" + "00".repeat(32) + "\"";

    @TempDir
    private Path directory;

    @Test
    void aPartnerWithoutRuleIsRefused() {
        assertThat(outbound("{ level: may }"))
                .containsExactly(
                        "level: may asks for nothing, and a partner has a rule. Write one of: encrypt, secure.");
    }

    @Test
    void anUnknownLevelIsNotTakenForTheDefaultAndDrawsNoFurtherProblems() {
        assertThat(outbound("{ level: encript, match: [mx.contoso.test] }"))
                .containsExactly("level: \"encript\" is no TLS security level. Write one of: encrypt, secure.");
    }

    @Test
    void aKeyThatDoesNotFitTheLevelIsRefused() {
        assertThat(outbound("{ level: encrypt, match: [mx.contoso.test], fingerprints: [" + FINGERPRINT + "] }"))
                .containsExactly(
                        "fingerprints: does not fit level encrypt. Remove it.",
                        "match: does not fit level encrypt. Remove it, or write level: secure.");
        assertThat(outbound("{ match: [mx.contoso.test], nextHop: \"mx.contoso.test:25\", fingerprints: [" + FINGERPRINT
                        + "] }"))
                .containsExactly("fingerprints: does not fit level secure. Remove it.");
    }

    @Test
    void versionsWithoutProtectionAreRefused() {
        assertThat(outbound("{ level: encrypt, minVersion: TLSv1.1 }"))
                .containsExactly("minVersion: \"TLSv1.1\" is no TLS version that may be asked."
                        + " Write one of: TLSv1.2, TLSv1.3.");
    }

    @Test
    void whatLaterVersionsKeepIsRefusedAndNotIgnored() {
        var authority = CertificateAuthority.create("Contoso CA");
        new PartnersYaml(directory).write("ca.pem", authority.own().chainPem());
        assertThat(outbound("{ level: dane }"))
                .containsExactly("level: level dane comes with a later version; this one cannot keep it."
                        + " Write level: secure with a nextHop, or level: encrypt.");
        assertThat(outbound("{ level: fingerprint, fingerprints: [" + FINGERPRINT + "] }"))
                .containsExactly("level: level fingerprint comes with a later version; this one cannot keep it."
                        + " Write level: secure with a nextHop, or level: encrypt.");
        assertThat(outbound("{ level: encrypt, clientCertificate: { certificate: a.crt, privateKey: a.key } }"))
                .containsExactly("clientCertificate: outbound clientCertificate comes with a later version;"
                        + " this one cannot keep it. Remove it.");
        assertThat(outbound("{ match: [mx.contoso.test], nextHop: \"mx.contoso.test:25\", trustAnchors: ca.pem }"))
                .containsExactly("trustAnchors: outbound trustAnchors comes with a later version;"
                        + " this one cannot keep it. Remove it.");
    }

    @Test
    void fingerprintsAreMissedAtTheirLevel() {
        assertThat(outbound("{ level: fingerprint }"))
                .anyMatch(problem ->
                        problem.startsWith("fingerprints: is missing, and level fingerprint needs at least one."));
    }

    @Test
    void secureThroughMxHostsIsRefused() {
        assertThat(outbound("{ level: secure, match: [mx.contoso.test] }"))
                .containsExactly("level: level secure through MX hosts comes with a later version:"
                        + " their names come from unauthenticated DNS."
                        + " Write nextHop: host:port and match: [host], or level: encrypt.");
        assertThat(outbound("{}")).hasSize(1);
    }

    @Test
    void secureToAnAddressIsRefused() {
        for (String address : List.of("192.0.2.1:25", "[2001:db8::1]:25")) {
            assertThat(outbound("{ match: [mx.contoso.test], nextHop: \"" + address + "\" }"))
                    .containsExactly("nextHop: level secure to an address comes with a later version; this one checks"
                            + " the next hop's own name. Write a host name in nextHop, or level: encrypt.");
        }
    }

    @Test
    void secureWithAnotherNameThanTheNextHopsOwnIsRefused() {
        for (String match : List.of("[contoso.test]", "[\"*.contoso.test\"]", "[mx.contoso.test, contoso.test]")) {
            assertThat(outbound("{ nextHop: \"mx.contoso.test:25\", match: " + match + " }"))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "match: a name other than the next hop's own, mx.contoso.test, comes with a later version;")
                    .endsWith("Write match: [mx.contoso.test].");
        }
        assertThat(outbound("{ level: secure, nextHop: \"mx.contoso.test:25\" }"))
                .containsExactly("level: a name other than the next hop's own, mx.contoso.test, comes with a later"
                        + " version; here the certificate would have to match contoso.test."
                        + " Write match: [mx.contoso.test].");
    }

    @Test
    void aNextHopIsReadOrRefused() {
        for (String wrong : List.of(
                "mx.contoso.test",
                "mx.contoso.test:0",
                "mx.contoso.test:70000",
                "192.0.2.300:25",
                "[mx.contoso.test]:25",
                "2001:db8::1:25",
                "a b:25")) {
            assertThat(outbound("{ level: encrypt, nextHop: \"" + wrong + "\" }"))
                    .singleElement()
                    .asString()
                    .startsWith("nextHop: \"" + wrong + "\" is no host and port. Write host:port, such as");
        }
        assertThat(nextHop("MX.Contoso.test.:2525")).isEqualTo("mx.contoso.test:2525");
        assertThat(nextHop("127.0.0.1:25")).isEqualTo("127.0.0.1:25");
        assertThat(nextHop("[2001:DB8:0::1]:25")).isEqualTo("[2001:db8::1]:25");
    }

    @Test
    void aDefaultAppliesWhereItFitsTheEntrysLevel() {
        Partner partner = new PartnersYaml(directory).write("""
                defaults: { outbound: { level: secure, match: [relay.test], nextHop: "relay.test:25" } }
                partners:
                - { name: contoso, domains: [contoso.test], outbound: { level: encrypt } }
                """).onlyPartner();
        assertThat(partner.outbound().tls()).isInstanceOf(TlsPolicy.Encrypt.class);
        assertThat(partner.outbound().nextHop()).hasToString("Optional[relay.test:25]");
    }

    @Test
    void whatIsWrongInTheDefaultsIsToldThereAndOnce() {
        assertThat(new PartnersYaml(directory).write("""
                defaults: { outbound: { level: dane, match: [relay.test] } }
                partners:
                - { name: contoso, domains: [contoso.test] }
                - { name: fabrikam, domains: [fabrikam.test] }
                """).problems())
                .hasSize(2)
                .allMatch(problem -> problem.startsWith("partners.yaml:1: defaults.outbound."));
    }

    private List<String> outbound(String block) {
        return new PartnersYaml(directory)
                .write(entry(block)).problems().stream()
                        .map(problem -> problem.replace("partners.yaml:2: partners[0].outbound.", ""))
                        .toList();
    }

    private String nextHop(String text) {
        return new PartnersYaml(directory)
                .write(entry("{ level: encrypt, nextHop: \"" + text + "\" }"))
                .onlyPartner()
                .outbound()
                .nextHop()
                .orElseThrow()
                .toString();
    }

    private static String entry(String outbound) {
        return "partners:\n- { name: contoso, domains: [contoso.test], outbound: " + outbound + " }\n";
    }
}
