package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.config.ConfigurationProblem;
import dev.postern.partner.Cidr;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.InboundPolicy.OnViolation;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerMode;
import dev.postern.partner.PartnersYaml;
import dev.postern.partner.RetryTimes;
import dev.postern.partner.Submission;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartnersFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsEveryKey() {
        Partner partner = yaml("""
                partners:
                  - name: contoso
                    description: Contoso Bank, settlement files
                    contact: mailadmin@contoso.test
                    domains: [Contoso.TEST., "*.contoso.test"]
                    mode: monitor
                    outbound:
                      level: secure
                      match: [relay.contoso.test]
                      nextHop: relay.contoso.test:2525
                      minVersion: TLSv1.3
                      onFailure: bounce
                      giveUpAfter: 1d
                    inbound:
                      requireTls: true
                      minVersion: TLSv1.3
                      sources: [192.0.2.0/24, "2001:db8::/32"]
                      identity: [header]
                      onViolation: defer
                """).onlyPartner();

        assertThat(partner.name()).isEqualTo("contoso");
        assertThat(partner.description()).contains("Contoso Bank, settlement files");
        assertThat(partner.contact()).contains("mailadmin@contoso.test");
        assertThat(partner.domains())
                .containsExactly(
                        new DomainPattern(new DnsName("contoso.test"), false),
                        new DomainPattern(new DnsName("contoso.test"), true));
        assertThat(partner.mode()).isEqualTo(PartnerMode.MONITOR);
        assertThat(partner.outbound())
                .isEqualTo(new OutboundPolicy(
                        new TlsPolicy.Secure(
                                TlsVersion.TLS_1_3,
                                List.of(new CertificateMatch(new DnsName("relay.contoso.test"), false)),
                                TrustAnchors.ofJvm()),
                        Optional.of(new NextHop("relay.contoso.test", 2525)),
                        OnFailure.BOUNCE,
                        Optional.of(Duration.ofDays(1))));
        assertThat(partner.inbound())
                .isEqualTo(new InboundPolicy(
                        List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3)),
                        List.of(
                                Cidr.parse("192.0.2.0/24").orElseThrow(),
                                Cidr.parse("2001:db8::/32").orElseThrow()),
                        Set.of(Identity.HEADER),
                        OnViolation.DEFER));
    }

    @Test
    void whatAnEntryLeavesOutIsStrict() {
        Partner partner = yaml("""
                partners:
                  - { name: contoso, domains: [mx.contoso.test], outbound: { nextHop: "mx.contoso.test:25" } }
                """).onlyPartner();

        assertThat(partner.isEnforced()).isTrue();
        assertThat(partner.outbound().tls()).isInstanceOfSatisfying(TlsPolicy.Secure.class, secure -> {
            assertThat(secure.minVersion()).isEqualTo(TlsVersion.TLS_1_2);
            assertThat(secure.match()).hasToString("[mx.contoso.test]");
        });
        assertThat(partner.outbound().onFailure()).isEqualTo(OnFailure.DEFER);
        assertThat(partner.outbound().times()).isEqualTo(RetryTimes.ofGateway());
        assertThat(partner.inbound())
                .isEqualTo(new InboundPolicy(
                        List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2)),
                        List.of(),
                        Set.of(Identity.ENVELOPE, Identity.HEADER),
                        OnViolation.REJECT));
    }

    @Test
    void anEntryStandsOverTheDefaultsKeyByKey() {
        Partner partner = yaml("""
                defaults:
                  mode: monitor
                  outbound: { level: encrypt, minVersion: TLSv1.3, onFailure: bounce, giveUpAfter: 4h }
                  inbound: { minVersion: TLSv1.3, identity: [envelope], sources: [192.0.2.1], onViolation: defer }
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    outbound: { giveUpAfter: 8h }
                    inbound: { identity: [header] }
                """).onlyPartner();

        assertThat(partner.mode()).isEqualTo(PartnerMode.MONITOR);
        assertThat(partner.outbound())
                .isEqualTo(new OutboundPolicy(
                        new TlsPolicy.Encrypt(TlsVersion.TLS_1_3),
                        Optional.empty(),
                        OnFailure.BOUNCE,
                        Optional.of(Duration.ofHours(8))));
        assertThat(partner.inbound())
                .isEqualTo(new InboundPolicy(
                        List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3)),
                        List.of(Cidr.parse("192.0.2.1").orElseThrow()),
                        Set.of(Identity.HEADER),
                        OnViolation.DEFER));
    }

    @Test
    void noPartnersAreWrittenAsAnEmptyList() {
        assertThat(yaml("partners: []\n").directory().partners()).isEmpty();
        assertThat(yaml("defaults: {}\n").problems())
                .containsExactly("partners.yaml:1: partners: is missing."
                        + " Write a list of partners; partners: [] means none.");
    }

    @Test
    void refusesAnEntryWithoutNameOrDomains() {
        assertThat(yaml("partners:\n- outbound: { level: encrypt }\n").problems())
                .containsExactly(
                        "partners.yaml:2: partners[0].domains: is missing."
                                + " Write a list with at least one partner domain, such as [contoso.test].",
                        "partners.yaml:2: partners[0].name: is missing."
                                + " Write lower-case letters, digits and hyphens, such as contoso.");
    }

    @Test
    void refusesANameOrDomainThatIsTakenHoweverItIsSpelt() {
        assertThat(yaml("""
                partners:
                  - { name: one, domains: [münchen.test, "*.contoso.test"], outbound: { level: encrypt } }
                  - { name: one, domains: [XN--MNCHEN-3YA.test.], outbound: { level: encrypt } }
                  - { name: two, domains: ["*.CONTOSO.test", fabrikam.test, fabrikam.test], outbound: { level: encrypt } }
                """).problems())
                .containsExactly(
                        "partners.yaml:3: partners[1].domains[0]: xn--mnchen-3ya.test is already claimed in line 2."
                                + " List each domain once, with one partner.",
                        "partners.yaml:3: partners[1].name: the partner in line 2 already has this name."
                                + " Give each partner a name of its own.",
                        "partners.yaml:4: partners[2].domains[0]: *.contoso.test is already claimed in line 2."
                                + " List each domain once, with one partner.",
                        "partners.yaml:4: partners[2].domains[2]: fabrikam.test is already claimed in line 4."
                                + " List each domain once, with one partner.");
    }

    @Test
    void aDomainAndAllBelowItMayBelongToTwoPartners() {
        PartnerDirectory partners = yaml("""
                partners:
                  - { name: one, domains: [contoso.test], outbound: { level: encrypt } }
                  - { name: two, domains: ["*.contoso.test"], outbound: { level: encrypt } }
                """).directory();
        assertThat(partners.partnerOf(new DnsName("contoso.test")).orElseThrow().name())
                .isEqualTo("one");
        assertThat(partners.partnerOf(new DnsName("a.contoso.test"))
                        .orElseThrow()
                        .name())
                .isEqualTo("two");
    }

    @Test
    void refusesAWholeTopLevelDomainAndWhatIsNoDomain() {
        assertThat(yaml("""
                partners:
                  - { name: one, domains: [test, "*.test", 192.0.2.1, "a b.test", "*", 7], outbound: { level: encrypt } }
                """).problems())
                .hasSize(6)
                .allMatch(problem -> problem.contains(" is not a valid partner domain. Write a domain below"));
    }

    @Test
    void refusesAPartnerThatClaimsAnOwnDomain() {
        var yaml = new PartnersYaml(directory, "example.org", "mail.contoso.test").write("""
                partners:
                  - { name: one, domains: ["*.contoso.test", Example.org], outbound: { level: encrypt } }
                  - { name: two, domains: [contoso.test, "*.example.org"], outbound: { level: encrypt } }
                """);
        assertThat(yaml.problems())
                .containsExactly(
                        "partners.yaml:2: partners[0].domains[0]: *.contoso.test covers mail.contoso.test, one of the"
                                + " gateway's own domains. Remove it here, or remove mail.contoso.test from domains in"
                                + " gateway.yaml.",
                        "partners.yaml:2: partners[0].domains[1]: example.org is one of the"
                                + " gateway's own domains. Remove it here, or remove example.org from domains in"
                                + " gateway.yaml.");
    }

    @Test
    void refusesAPartnerThatClaimsADomainBelowAnOwnWildcard() {
        String right =
                ", one of the gateway's own domains. Remove it here, or remove *.example.org from domains in gateway.yaml.";
        var yaml = new PartnersYaml(directory, "*.example.org").write("""
                partners:
                  - name: one
                    domains: [example.org, a.example.org, "*.b.example.org", "*.example.org"]
                    outbound: { level: encrypt }
                """);
        assertThat(yaml.problems())
                .containsExactly(
                        "partners.yaml:3: partners[0].domains[1]: a.example.org is covered by *.example.org" + right,
                        "partners.yaml:3: partners[0].domains[2]: *.b.example.org is covered by *.example.org" + right,
                        "partners.yaml:3: partners[0].domains[3]: *.example.org is " + right.substring(2));
    }

    @Test
    void tellsAllProblemsOfAllEntriesInTheOrderOfTheFile() {
        PartnersReading reading = yaml("""
                colour: blue
                defaults: { outbound: { level: secur } }
                partners:
                  - name: Contoso
                    domains: contoso.test
                    inbound: { sources: [192.0.2.1/24] }
                  - just text
                  - { name: fabrikam, domains: [fabrikam.test], mode: watch, outbound: { level: may } }
                """).file().read();
        assertThat(reading.directory()).isEmpty();
        assertThat(reading.problems())
                .extracting(ConfigurationProblem::line, ConfigurationProblem::key)
                .containsExactly(
                        tuple(1, "colour"),
                        tuple(2, "defaults.outbound.level"),
                        tuple(4, "partners[0].name"),
                        tuple(5, "partners[0].domains"),
                        tuple(6, "partners[0].inbound.sources[0]"),
                        tuple(7, "partners[1]"),
                        tuple(8, "partners[2].mode"),
                        tuple(8, "partners[2].outbound.level"));
    }

    private PartnersYaml yaml(String text) {
        return new PartnersYaml(directory).write(text);
    }

    @Test
    void thePasswordOfTheDefaultsIsForTheNextHopOfTheDefaults() throws IOException {
        Files.writeString(directory.resolve("password"), "secret\n");
        var partners = List.copyOf(yaml("""
                defaults:
                  outbound:
                    match: [relay.example.net]
                    nextHop: ["relay.example.net:465", "relay.example.net:587"]
                    implicitTls: true
                    user: gateway
                    passwordFile: password
                partners:
                  - { name: contoso, domains: [contoso.test] }
                  - { name: fabrikam, domains: [fabrikam.test], outbound: { nextHop: "mx.fabrikam.test:25" } }
                """).directory().partners());

        assertThat(partners.get(0).outbound().nextHops()).hasToString("[relay.example.net:465, relay.example.net:587]");
        assertThat(partners.get(0).outbound().submission().credentials().orElseThrow())
                .hasToString("Credentials[user=gateway, password=(hidden)]");
        assertThat(partners.get(1).outbound().submission()).isEqualTo(Submission.NONE);
    }
}
