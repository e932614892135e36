package dev.postern.probe;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Probing;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.partner.Partner;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersReading;
import dev.postern.route.Route;
import dev.postern.smtpclient.Host;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.DnsName;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proposed rules: from what the servers showed, the strongest first, each as the reader of partners.yaml reads it, and each holds. */
class ProposalsTest {
    private static final TlsPolicy UNMET =
            new TlsPolicy.Secure(TlsVersion.TLS_1_2, List.of(match("mx.agreed.test")), CA.trustAnchors());
    private static final String ANCHORS = "anchors.pem";

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final ScriptedSmtpServer other = new ScriptedSmtpServer();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
        other.close();
    }

    private static CertificateMatch match(String name) {
        return CertificateMatch.parse(name).orElseThrow();
    }

    private List<Proposal> proposals(TlsPolicy policy, IssuedCertificate certificate) {
        server.withTls(certificate);
        return Probing.probe(policy, server).proposals();
    }

    private static List<TlsSecurityLevel> levels(List<Proposal> proposals) {
        return proposals.stream().map(proposal -> proposal.policy().level()).toList();
    }

    @Test
    void theDomainsOwnNameComesFirst() {
        List<Proposal> proposals = proposals(UNMET, CA.issue("contoso.test", NAME));

        assertThat(levels(proposals))
                .containsExactly(
                        TlsSecurityLevel.SECURE,
                        TlsSecurityLevel.SECURE,
                        TlsSecurityLevel.FINGERPRINT,
                        TlsSecurityLevel.ENCRYPT);
        assertThat(proposals.get(0).policy().names()).containsExactly(match("contoso.test"));
        assertThat(proposals.get(0).loses()).isEmpty();
        assertThat(proposals.get(1).policy().names()).containsExactly(match(NAME));
    }

    @Test
    void namesOfAProviderAreSaidToBeThose() {
        List<Proposal> proposals = proposals(UNMET, CA.issue("*.mail.provider.example", "mail.provider.example"));

        assertThat(proposals.get(0).policy().names()).containsExactly(match("mail.provider.example"));
        assertThat(proposals.get(0).proves()).contains("names of the provider (provider.example), not of contoso.test");
        assertThat(proposals.get(0).loses())
                .hasValueSatisfying(loses -> assertThat(loses).contains("proves the provider and not the partner"));
    }

    @Test
    void ofSeveralNamesThoseOfThePartnerArePreferred() {
        List<Proposal> proposals = proposals(UNMET, CA.issue("mail.provider.example", "*.in.contoso.test"));

        assertThat(proposals.get(0).policy().names()).containsExactly(match("*.in.contoso.test"));
        assertThat(proposals.get(0).loses()).isEmpty();
    }

    @Test
    void aPrivateCaIsProposedAsTrustAnchorOnceItsFingerprintWasCompared() {
        CertificateAuthority own = CertificateAuthority.create("Contoso Root").intermediate("Contoso Issuing CA");

        List<Proposal> proposals = proposals(SECURE, own.issue(NAME));

        assertThat(levels(proposals))
                .containsExactly(TlsSecurityLevel.SECURE, TlsSecurityLevel.FINGERPRINT, TlsSecurityLevel.ENCRYPT);
        Proposal first = proposals.get(0);
        assertThat(first.anchors()).containsExactly(own.certificate());
        assertThat(first.compare()).isTrue();
        assertThat(first.loses()).isPresent();
    }

    @Test
    void aSelfSignedCertificateLeadsToItsKey() {
        IssuedCertificate shown = CertificateAuthority.selfSigned(NAME);

        List<Proposal> proposals = proposals(SECURE, shown);

        assertThat(levels(proposals)).containsExactly(TlsSecurityLevel.FINGERPRINT, TlsSecurityLevel.ENCRYPT);
        assertThat(proposals.get(0).policy())
                .isEqualTo(new TlsPolicy.Fingerprint(
                        TlsVersion.TLS_1_2, Set.of(CertificateFingerprint.ofPublicKey(shown.certificate()))));
        assertThat(proposals.get(0).compare()).isTrue();
    }

    @Test
    void whatGivesSomethingUpSaysSo() {
        assertThat(proposals(SECURE, CertificateAuthority.selfSigned(NAME)))
                .allSatisfy(proposal -> assertThat(proposal.loses()).isPresent());
    }

    @Test
    void anExpiredCertificateIsNeverProposedAsTrusted() {
        assertThat(levels(
                        proposals(SECURE, CA.issue(CertificateTemplate.of(NAME).expired()))))
                .containsExactly(TlsSecurityLevel.FINGERPRINT, TlsSecurityLevel.ENCRYPT);
    }

    @Test
    void whereTheRuleHoldsOnlyMoreIsProposed() {
        assertThat(levels(proposals(ENCRYPT, CA.issue(NAME))))
                .containsExactly(TlsSecurityLevel.SECURE, TlsSecurityLevel.FINGERPRINT);
        assertThat(Probing.probe(SECURE, server).proposals()).isEmpty();
    }

    @Test
    void withoutTlsNothingIsProposed() {
        assertThat(Probing.probe(SECURE, server).proposals()).isEmpty();
    }

    /** Without a rule it would do. */
    @Test
    void aCipherSuiteThatNoRuleOffersIsNoGroundForARule() {
        var session = new TlsSession.Encrypted(
                TlsVersion.TLS_1_2,
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                CA.issue(NAME).chain());
        ProbeRequest request = Probing.request(MAY, server);
        var shown = new HostResult(
                new Host(NAME, InetAddress.getLoopbackAddress(), 25), session, Optional.empty(), Optional.empty());

        assertThat(search(request, CipherSuites.MODERN).among(List.of(shown))).isEmpty();
        assertThat(search(request, CipherSuites.COMPATIBLE).among(List.of(shown)))
                .isNotEmpty();
    }

    private static ProposalSearch search(ProbeRequest request, CipherSuites suites) {
        return new ProposalSearch(
                request,
                suites,
                CA.trustAnchors(),
                new TlsPolicyEvaluator(Clock.systemUTC(), TrustAnchors.Role.SERVER));
    }

    @Test
    void serversThatDifferAreCounted() {
        server.withTls(CA.issue(NAME));
        other.withTls(CertificateAuthority.selfSigned(NAME));

        List<Proposal> proposals = Probing.probe(UNMET, server, other).proposals();

        assertThat(proposals.get(0).policy().level()).isEqualTo(TlsSecurityLevel.SECURE);
        assertThat(proposals.get(0).holdsAt()).isEqualTo(1);
        assertThat(proposals.get(0).servers()).isEqualTo(2);
        assertThat(proposals.get(1).policy().level()).isEqualTo(TlsSecurityLevel.FINGERPRINT);
        assertThat(proposals.get(1).holdsAt()).isEqualTo(2);
    }

    static Stream<IssuedCertificate> shown() {
        return Stream.of(
                CA.issue(NAME),
                CA.issue("contoso.test", "*.contoso.test"),
                CA.issue("*.mail.provider.example"),
                CertificateAuthority.selfSigned(NAME),
                CertificateAuthority.selfSigned(CertificateTemplate.of(NAME).pathLength(-1)),
                CertificateAuthority.create("Contoso Root")
                        .intermediate("Contoso CA")
                        .issue(NAME),
                CA.issue(CertificateTemplate.of(NAME).expired()));
    }

    /** The CA of these tests counts as a public one, which no file can say: its policies are compared by what they ask for. */
    @ParameterizedTest(name = "{index}")
    @MethodSource("shown")
    void eachAppliedMakesTheProbeHold(IssuedCertificate certificate) throws IOException {
        server.withTls(certificate);
        ProbeResult result = Probing.probe(UNMET, server);
        assertThat(result.status()).isEqualTo(ProbeStatus.FALLS_SHORT);
        assertThat(result.proposals()).isNotEmpty();

        for (Proposal proposal : result.proposals()) {
            Partner applied = applied(result.request(), proposal);

            assertThat(applied.name()).isEqualTo("contoso");
            assertThat(applied.outbound().nextHops())
                    .isEqualTo(result.request().route().policy().nextHops());
            TlsPolicy policy = applied.outbound().tls();
            assertThat(policy.level()).isEqualTo(proposal.policy().level());
            assertThat(policy.names()).isEqualTo(proposal.policy().names());
            boolean isPublic = proposal.policy().anchors().isPresent()
                    && proposal.anchors().isEmpty();
            TlsPolicy now = isPublic ? proposal.policy() : policy;
            assertThat(now).isEqualTo(proposal.policy());
            assertThat(Probing.probe(now, server).status()).isEqualTo(ProbeStatus.HOLDS);
        }
    }

    @Test
    void aDomainOfNoPartnerGetsAWholeEntry() throws IOException {
        server.withTls(CA.issue("mx.contoso.test"));
        ProbeRequest known = Probing.request(MAY, server);
        var stranger = new ProbeRequest(
                known.domain(), new Route(Optional.empty(), known.route().policy()), RuleSource.DEFAULT);

        ProbeResult result = Probing.run(stranger, event -> {});

        assertThat(result.status()).isEqualTo(ProbeStatus.HOLDS);
        Partner partner = applied(stranger, result.proposals().get(0));
        assertThat(partner.name()).isEqualTo("contoso-test");
        assertThat(partner.domains()).hasToString("[contoso.test]");
        assertThat(partner.outbound().tls().names()).containsExactly(match("mx.contoso.test"));
    }

    @Test
    void noLineIsWiderThanATerminal() {
        server.withTls(CertificateAuthority.selfSigned(NAME));
        ProbeResult result = Probing.probe(SECURE, server);

        assertThat(result.proposals().stream()
                        .flatMap(proposal -> PartnerLines.of(result.request(), proposal, ANCHORS).stream()))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    private Partner applied(ProbeRequest request, Proposal proposal) throws IOException {
        if (!proposal.anchors().isEmpty()) {
            Files.writeString(folder.resolve(ANCHORS), new IssuedPem(proposal.anchors()).text());
        }
        Path file = folder.resolve("partners.yaml");
        Files.writeString(file, "partners:\n" + String.join("\n", PartnerLines.of(request, proposal, ANCHORS)) + "\n");
        PartnersReading reading = new PartnersFile(file, Set.<DnsName>of()).read();
        assertThat(reading.problems()).isEmpty();
        return reading.directory().orElseThrow().partners().iterator().next();
    }

    /** Certificates as PEM. */
    private record IssuedPem(List<X509Certificate> certificates) {
        String text() {
            return certificates.stream()
                    .map(certificate -> {
                        try {
                            return "-----BEGIN CERTIFICATE-----\n"
                                    + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                                    + "\n-----END CERTIFICATE-----\n";
                        } catch (CertificateEncodingException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .collect(Collectors.joining());
        }
    }
}
