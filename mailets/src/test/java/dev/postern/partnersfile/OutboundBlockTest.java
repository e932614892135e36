package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.address.AddressFamilies;
import dev.postern.address.OutboundAddresses;
import dev.postern.certificate.HeldCertificate;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnersYaml;
import dev.postern.partner.RetryTimes;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundBlockTest {
    private static final String FINGERPRINT = "\"sha256:" + "00".repeat(32) + "\"";

    @TempDir
    private Path directory;

    @Test
    void aPartnerWithoutRuleIsRefused() {
        assertThat(outbound("{ level: may }"))
                .containsExactly(
                        "level: may requires no TLS, but a partner needs a rule. Write one of: encrypt, fingerprint, secure.");
    }

    @Test
    void anUnknownLevelIsNotTakenForTheDefaultAndDrawsNoFurtherProblems() {
        assertThat(outbound("{ level: encript, match: [mx.contoso.test] }"))
                .containsExactly(
                        "level: \"encript\" is not a valid TLS security level. Write one of: encrypt, fingerprint, secure.");
    }

    @Test
    void aKeyThatDoesNotFitTheLevelIsRefused() {
        assertThat(outbound("{ level: encrypt, match: [mx.contoso.test], fingerprints: [" + FINGERPRINT + "] }"))
                .containsExactly(
                        "fingerprints: does not fit level encrypt. Remove it, or write level: fingerprint.",
                        "match: does not fit level encrypt. Remove it, or write level: secure.");
        assertThat(outbound("{ match: [mx.contoso.test], nextHop: \"mx.contoso.test:25\", fingerprints: [" + FINGERPRINT
                        + "] }"))
                .containsExactly("fingerprints: does not fit level secure. Remove it, or write level: fingerprint.");
    }

    @Test
    void startTlsCannotBeIgnoredWhereTlsMustBe() {
        for (String level :
                List.of("level: encrypt", "level: secure", "level: fingerprint, fingerprints: [" + FINGERPRINT + "]")) {
            assertThat(outbound("{ " + level + ", ignoreKeywords: [CHUNKING, STARTTLS] }"))
                    .singleElement()
                    .asString()
                    .startsWith("ignoreKeywords: STARTTLS cannot be ignored at level ");
        }
        assertThat(outbound("{ ignoreKeywords: [CHUNKING, 8BITMIME, SIZE, DSN, PIPELINING, SMTPUTF8] }"))
                .isEmpty();
    }

    /** An impostor is as good as anybody at level encrypt. */
    @Test
    void aPasswordIsForLevelsThatProveWhoTheServerIs() {
        new PartnersYaml(directory).write("password", "s3cret\n");
        String login = "nextHop: \"relay.test:587\", user: gateway, passwordFile: password";
        assertThat(outbound("{ level: encrypt, " + login + " }"))
                .containsExactlyInAnyOrder(
                        "user: does not fit level encrypt, at which an impostor could receive the password."
                                + " Remove it, or write level: fingerprint or secure.",
                        "passwordFile: does not fit level encrypt, at which an impostor could receive the password."
                                + " Remove it, or write level: fingerprint or secure.");
        assertThat(outbound("{ level: fingerprint, fingerprints: [" + FINGERPRINT + "], " + login + " }"))
                .isEmpty();
        assertThat(outbound("{ match: [relay.test], " + login + " }")).isEmpty();
    }

    @Test
    void neitherIsThePasswordOfTheDefaultsForALowerLevel() {
        assertThat(new PartnersYaml(directory)
                        .write("password", "s3cret\n")
                        .write("""
                defaults: { outbound: { nextHop: "relay.test:587", match: [relay.test], user: gateway, passwordFile: password } }
                partners:
                - { name: contoso, domains: [contoso.test], outbound: { level: encrypt } }
                - { name: fabrikam, domains: [fabrikam.test], outbound: { level: encrypt, nextHop: "mx.fabrikam.test:25" } }
                - { name: tailspin, domains: [tailspin.test] }
                """)
                        .problems())
                .containsExactly(
                        "partners.yaml:3: partners[0].outbound.level: encrypt does not fit the user of defaults: it is a level at"
                                + " which an impostor could receive the password. Write level: fingerprint or secure, or a"
                                + " nextHop of its own.");
    }

    @Test
    void addressesAndSource() {
        OutboundAddresses both = policy("{ addresses: both, source: [192.0.2.25, \"2001:db8::25\"] }")
                .addresses();
        assertThat(both.families()).isEqualTo(AddressFamilies.BOTH);
        assertThat(both.source()).hasToString("192.0.2.25, 2001:db8::25");
        assertThat(policy("{ source: 192.0.2.25 }").addresses().source()).hasToString("192.0.2.25");
        assertThat(policy("{}").addresses()).isEqualTo(OutboundAddresses.UNWRITTEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "\"::\"",
                "224.0.0.1",
                "\"ff02::1\"",
                "255.255.255.255",
                "\"fe80::1\"",
                "gw.example.org",
                "192.0.2.0/24",
                "\"192.0.2.25:25\"",
                "192.0.2",
                "\"\""
            })
    void aSourceThatIsNoAddressOfAHostIsRefused(String source) {
        assertThat(outbound("{ source: " + source + " }"))
                .singleElement()
                .asString()
                .startsWith("source: ")
                .contains(" is not a valid host IP address. Write an address of this machine, such as 192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ipv4, source: \"2001:db8::25\"",
                "ipv6, source: 192.0.2.25",
                "ipv4, source: [192.0.2.25, \"2001:db8::25\"]"
            })
    void aSourceOfAFamilyThatMailDoesNotGoToIsRefused(String keys) {
        assertThat(outbound("{ addresses: " + keys + " }"))
                .singleElement()
                .asString()
                .matches("source: mail cannot leave from \\S+: addresses allows only IPv[46] destinations\\."
                        + " Write a source of that family, or addresses: both or preferIpv4\\.");
    }

    @Test
    void whatIsWrongWithAddressesAndSourceIsTold() {
        assertThat(outbound("{ addresses: ipv5, source: [192.0.2.25, 192.0.2.26] }"))
                .containsExactly(
                        "addresses: \"ipv5\" is not a valid address family. Write one of: ipv4, ipv6, both, preferIpv4.",
                        "source: has two addresses of the same family. Write one IPv4 address, one IPv6 address, or one of each.");
        assertThat(outbound("{ source: [] }")).singleElement().asString().startsWith("source: the list is empty.");
    }

    @Test
    void addressesThatMakeTheSourceOfTheDefaultsUselessAreRefused() {
        assertThat(new PartnersYaml(directory).write("""
                defaults: { outbound: { source: 192.0.2.25 } }
                partners:
                - { name: contoso, domains: [contoso.test], outbound: { addresses: ipv6 } }
                - { name: fabrikam, domains: [fabrikam.test], outbound: { addresses: both } }
                """).problems())
                .containsExactly(
                        "partners.yaml:3: partners[0].outbound.addresses: mail cannot leave from 192.0.2.25: addresses allows only IPv6"
                                + " destinations. Write a source of that family, or addresses: both or preferIpv4.");
    }

    @Test
    void versionsWithoutProtectionAreRefused() {
        assertThat(outbound("{ level: encrypt, minVersion: TLSv1.1 }"))
                .containsExactly("minVersion: \"TLSv1.1\" is not a valid minimum TLS version."
                        + " Write one of: TLSv1.2, TLSv1.3.");
    }

    @Test
    void danePolicyIsRefusedAndNotIgnored() {
        assertThat(outbound("{ level: dane }"))
                .containsExactly(
                        "level: level dane is not supported yet." + " Write one of: encrypt, fingerprint, secure.");
    }

    @Test
    void severalFingerprintsStandSideBySide() {
        String other = FINGERPRINT.replace("00", "11");
        assertThat(tls("{ level: fingerprint, minVersion: TLSv1.3, fingerprints: [" + FINGERPRINT + ", " + other
                        + "] }"))
                .isInstanceOfSatisfying(TlsPolicy.Fingerprint.class, policy -> {
                    assertThat(policy.minVersion()).isEqualTo(TlsVersion.TLS_1_3);
                    assertThat(policy.fingerprints()).hasSize(2);
                });
    }

    @Test
    void securePartnersHaveTheirOwnAnchorsAndNames() {
        var authority = CertificateAuthority.create("Contoso CA");
        new PartnersYaml(directory).write("ca.pem", authority.own().chainPem());
        assertThat(tls("{ match: [mx.contoso.test, \"*.fabrikam.test\"], trustAnchors: ca.pem }"))
                .isInstanceOfSatisfying(TlsPolicy.Secure.class, policy -> {
                    assertThat(policy.match()).hasToString("[mx.contoso.test, *.fabrikam.test]");
                    assertThat(policy.trustAnchors()).isEqualTo(authority.trustAnchors());
                });
    }

    @Test
    void withoutMatchTheDomainsAreTheNamesAndNeverTheNextHopsOwn() {
        for (String block : List.of("{}", "{ nextHop: \"mx.contoso.test:25\" }", "{ nextHop: \"192.0.2.1:25\" }")) {
            assertThat(tls(block))
                    .isInstanceOfSatisfying(
                            TlsPolicy.Secure.class,
                            policy -> assertThat(policy.match()).hasToString("[contoso.test]"));
        }
    }

    @Test
    void theCertificateThatWePresentIsReadWithItsKey() {
        var ours = CertificateAuthority.create("Our CA").issue("gw.example.org");
        new PartnersYaml(directory).write("us.crt", ours.chainPem()).write("us.key", ours.keyPem());
        assertThat(policy("{ clientCertificate: { certificate: us.crt, privateKey: us.key } }")
                        .clientCertificate())
                .contains(new HeldCertificate(ours.chain(), ours.key()));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        var authority = CertificateAuthority.create("Our CA");
        new PartnersYaml(directory)
                .write("us.crt", authority.issue("gw.example.org").chainPem())
                .write("us.key", authority.issue("gw.example.org").keyPem());
        assertThat(outbound("{ clientCertificate: { certificate: us.crt, privateKey: us.key } }"))
                .singleElement()
                .asString()
                .startsWith("clientCertificate.certificate: the private key in ")
                .endsWith(" Provide a certificate and its private key.");
    }

    @Test
    void halfAClientCertificateIsRefused() {
        assertThat(outbound("{ clientCertificate: { privateKey: us.key } }"))
                .containsExactly(
                        "clientCertificate.certificate: is missing. Write the path of a PEM file.",
                        "clientCertificate.privateKey: could not read the file \"us.key\"."
                                + " Write the path, relative to this file, of a file that the gateway can read.");
    }

    @Test
    void theTimesOfAPartnerStandOverTheGateways() {
        RetryTimes times =
                policy("{ retries: [30s, 2m], warnAfter: 1h, giveUpAfter: 8h }").times();
        assertThat(times.retries()).contains(List.of(Duration.ofSeconds(30), Duration.ofMinutes(2)));
        assertThat(times.warnAfter()).contains(Duration.ofHours(1));
        assertThat(times.giveUpAfter()).contains(Duration.ofHours(8));
        assertThat(outbound("{ warnAfter: 8h, giveUpAfter: 8h }"))
                .containsExactly("warnAfter: the delay notification would come only after the gateway gave up."
                        + " Write a warnAfter that is shorter than giveUpAfter.");
    }

    @Test
    void fingerprintsAreMissedAtTheirLevel() {
        assertThat(outbound("{ level: fingerprint }"))
                .anyMatch(problem ->
                        problem.startsWith("fingerprints: is missing, and level fingerprint needs at least one."));
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
                    .startsWith("nextHop: \"" + wrong + "\" is not a valid host and port. Write host:port, such as");
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
                defaults: { outbound: { level: encrypt, match: [relay.test], fingerprints: [relay.test] } }
                partners:
                - { name: contoso, domains: [contoso.test] }
                - { name: fabrikam, domains: [fabrikam.test] }
                """).problems())
                .hasSize(3)
                .allMatch(problem -> problem.startsWith("partners.yaml:1: defaults.outbound."));
    }

    private List<String> outbound(String block) {
        return new PartnersYaml(directory)
                .write(entry(block)).problems().stream()
                        .map(problem -> problem.replace("partners.yaml:2: partners[0].outbound.", ""))
                        .toList();
    }

    private OutboundPolicy policy(String block) {
        return new PartnersYaml(directory).write(entry(block)).onlyPartner().outbound();
    }

    private TlsPolicy tls(String block) {
        return policy(block).tls();
    }

    private String nextHop(String text) {
        return policy("{ level: encrypt, nextHop: \"" + text + "\" }")
                .nextHop()
                .orElseThrow()
                .toString();
    }

    private static String entry(String outbound) {
        return "partners:\n- { name: contoso, domains: [contoso.test], outbound: " + outbound + " }\n";
    }
}
