package dev.postern.tls;

import static dev.postern.tls.CertificateTemplate.KeyKind.RSA_1024;
import static dev.postern.tls.CertificateTemplate.KeyKind.RSA_2048;
import static dev.postern.tls.TlsFailure.CERTIFICATE_EXPIRED;
import static dev.postern.tls.TlsFailure.CERTIFICATE_NOT_TRUSTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postern.certificate.PemCertificates;
import dev.postern.tls.TrustAnchors.Distrust;
import dev.postern.tls.TrustAnchors.Role;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrustAnchorsTest {
    private static final CertificateAuthority ROOT = CertificateAuthority.create("Test root");
    private static final CertificateTemplate MX = CertificateTemplate.of("mx.contoso.test");

    private static Optional<Distrust> distrust(CertificateAuthority anchor, IssuedCertificate presented) {
        return anchor.trustAnchors().distrust(presented.chain(), Role.SERVER, Instant.now());
    }

    private static void assertDistrusted(IssuedCertificate presented, TlsFailure failure, String reason) {
        assertThat(distrust(ROOT, presented)).get().satisfies(distrust -> {
            assertThat(distrust.failure()).isEqualTo(failure);
            assertThat(distrust.reason()).contains(reason);
        });
    }

    @Test
    void goodChains() {
        assertThat(distrust(ROOT, ROOT.issue(MX))).isEmpty();
        assertThat(distrust(ROOT, ROOT.intermediate("One").intermediate("Two").issue(MX)))
                .isEmpty();
        assertThat(distrust(ROOT, ROOT.issue(MX.key(RSA_2048)))).isEmpty();
    }

    @Test
    void theRootMayBePresentedAsWell() {
        var issued = ROOT.issue(MX);
        var withRoot = new IssuedCertificate(List.of(issued.certificate(), ROOT.certificate()), issued.key());

        assertThat(distrust(ROOT, withRoot)).isEmpty();
    }

    @Test
    void anIntermediateMayBeTheAnchor() {
        var intermediate = ROOT.intermediate("One");

        assertThat(distrust(intermediate, intermediate.issue(MX))).isEmpty();
        assertThat(distrust(intermediate, ROOT.issue(MX))).isPresent();
    }

    @Test
    void expired() {
        assertDistrusted(ROOT.issue(MX.expired()), CERTIFICATE_EXPIRED, "it expired on");
    }

    @Test
    void notYetValid() {
        assertDistrusted(ROOT.issue(MX.notYetValid()), CERTIFICATE_EXPIRED, "it is not valid before");
    }

    @Test
    void anIntermediateThatExpired() {
        var expired = ROOT.intermediate(CertificateTemplate.ofCa("Old CA").expired());

        assertDistrusted(expired.issue(MX), CERTIFICATE_EXPIRED, "CN=Old CA of its chain is outside its validity");
    }

    @Test
    void anAnchorThatExpired() {
        var old =
                CertificateAuthority.create(CertificateTemplate.ofCa("Old root").expired());

        assertThat(distrust(old, old.issue(MX))).isPresent();
    }

    @Test
    void selfSigned() {
        assertDistrusted(CertificateAuthority.selfSigned(MX), CERTIFICATE_NOT_TRUSTED, "self-signed");
    }

    @Test
    void selfSignedAndTheAnchorItself() {
        var own = CertificateAuthority.selfSigned(MX);

        assertThat(new TrustAnchors(Set.of(own.certificate())).distrust(own.chain(), Role.SERVER, Instant.now()))
                .isEmpty();
    }

    @Test
    void unknownCa() {
        assertDistrusted(
                CertificateAuthority.create("Other root").issue(MX), CERTIFICATE_NOT_TRUSTED, "no chain leads from it");
    }

    @Test
    void aCaOfTheSameName() {
        assertDistrusted(
                CertificateAuthority.create("Test root").issue(MX), CERTIFICATE_NOT_TRUSTED, "no chain leads from it");
    }

    @Test
    void intermediateMissing() {
        assertDistrusted(
                ROOT.intermediate("One").issue(MX).withoutIntermediates(),
                CERTIFICATE_NOT_TRUSTED,
                "no chain leads from it to a trust anchor (issuer CN=One)");
    }

    @Test
    void signedByACertificateThatIsNoCa() {
        var mallory = CertificateAuthority.of(ROOT.issue("mallory.test"));

        assertDistrusted(mallory.issue(MX), CERTIFICATE_NOT_TRUSTED, "no chain");
    }

    @Test
    void pathLength() {
        var last = ROOT.intermediate(CertificateTemplate.ofCa("Last").pathLength(0));

        assertThat(distrust(ROOT, last.issue(MX))).isEmpty();
        assertDistrusted(last.intermediate("One more").issue(MX), CERTIFICATE_NOT_TRUSTED, "no chain");
    }

    @Test
    void nameConstraints() {
        var limited = ROOT.intermediate(CertificateTemplate.ofCa("Fabrikam CA").onlyBelow("fabrikam.test"));

        assertThat(distrust(ROOT, limited.issue("mx.fabrikam.test"))).isEmpty();
        assertDistrusted(limited.issue(MX), CERTIFICATE_NOT_TRUSTED, "no chain");
    }

    @ParameterizedTest
    @MethodSource
    void whatAClientsCertificateMustBeGoodFor(List<KeyPurposeId> purposes, boolean inTls, boolean asClient) {
        var chain =
                ROOT.issue(MX.goodFor(purposes.toArray(new KeyPurposeId[0]))).chain();

        assertThat(ROOT.trustAnchors()
                        .distrust(chain, Role.CLIENT, Instant.now())
                        .isEmpty())
                .isEqualTo(inTls);
        assertThat(ROOT.trustAnchors()
                        .distrust(chain, Role.CLIENT, ClientPurpose.CLIENT, Instant.now())
                        .isEmpty())
                .isEqualTo(asClient);
    }

    static Stream<Arguments> whatAClientsCertificateMustBeGoodFor() {
        KeyPurposeId server = KeyPurposeId.id_kp_serverAuth;
        KeyPurposeId client = KeyPurposeId.id_kp_clientAuth;
        return Stream.of(
                arguments(List.of(), true, true), // no such extension
                arguments(List.of(server), true, false),
                arguments(List.of(client), true, true),
                arguments(List.of(server, client), true, true),
                arguments(List.of(KeyPurposeId.anyExtendedKeyUsage), true, true),
                arguments(List.of(KeyPurposeId.id_kp_codeSigning), false, false),
                arguments(List.of(KeyPurposeId.id_kp_emailProtection), false, false),
                arguments(List.of(KeyPurposeId.id_kp_OCSPSigning), false, false),
                arguments(List.of(KeyPurposeId.id_kp_timeStamping), false, false),
                arguments(List.of(KeyPurposeId.id_kp_emailProtection, server), true, false),
                arguments(List.of(KeyPurposeId.id_kp_codeSigning, KeyPurposeId.id_kp_emailProtection), false, false));
    }

    /** As OpenSSL and browsers read it: a CA for e-mail vouches for no server, whatever it writes into a certificate. */
    @ParameterizedTest
    @MethodSource
    void whatTheCasAboveMustBeGoodFor(List<KeyPurposeId> ofCa, boolean forServers, boolean inTls, boolean asClient) {
        CertificateTemplate template = CertificateTemplate.ofCa("CA").goodFor(ofCa.toArray(new KeyPurposeId[0]));
        CertificateAuthority other = CertificateAuthority.create(template);
        for (CertificateTemplate mx : List.of(MX, MX.goodFor())) {
            assertGoodFor(ROOT.trustAnchors(), ROOT.intermediate(template).issue(mx), forServers, inTls, asClient);
            assertGoodFor(other.trustAnchors(), other.issue(mx), forServers, inTls, asClient);
        }
    }

    private static void assertGoodFor(
            TrustAnchors anchors, IssuedCertificate issued, boolean forServers, boolean inTls, boolean asClient) {
        Instant now = Instant.now();
        assertThat(anchors.distrust(issued.chain(), Role.SERVER, now).isEmpty()).isEqualTo(forServers);
        assertThat(anchors.distrust(issued.chain(), Role.CLIENT, now).isEmpty()).isEqualTo(inTls);
        assertThat(anchors.distrust(issued.chain(), Role.CLIENT, ClientPurpose.CLIENT, now)
                        .isEmpty())
                .isEqualTo(asClient);
    }

    static Stream<Arguments> whatTheCasAboveMustBeGoodFor() {
        KeyPurposeId server = KeyPurposeId.id_kp_serverAuth;
        KeyPurposeId client = KeyPurposeId.id_kp_clientAuth;
        return Stream.of(
                arguments(List.of(), true, true, true), // no such extension
                arguments(List.of(KeyPurposeId.anyExtendedKeyUsage), true, true, true),
                arguments(List.of(server, client), true, true, true),
                arguments(List.of(server), true, true, false),
                arguments(List.of(client), false, true, true),
                arguments(List.of(KeyPurposeId.id_kp_emailProtection), false, false, false),
                arguments(List.of(KeyPurposeId.id_kp_codeSigning), false, false, false));
    }

    @Test
    void oneIsGoodForNothingThatItsCaIsNotGoodFor() {
        CertificateAuthority forClients =
                ROOT.intermediate(CertificateTemplate.ofCa("Clients' CA").goodFor(KeyPurposeId.id_kp_clientAuth));
        IssuedCertificate forServers = forClients.issue(MX.goodFor(KeyPurposeId.id_kp_serverAuth));

        assertThat(ROOT.trustAnchors().distrust(forServers.chain(), Role.CLIENT, Instant.now()))
                .isPresent();
    }

    @Test
    void purpose() {
        var forClients = ROOT.issue(MX.goodFor(KeyPurposeId.id_kp_clientAuth));

        assertDistrusted(forClients, CERTIFICATE_NOT_TRUSTED, "does not allow it to act as a TLS server");
        assertThat(ROOT.trustAnchors().distrust(forClients.chain(), Role.CLIENT, Instant.now()))
                .isEmpty();
        assertDistrusted(
                ROOT.issue(MX.goodFor(KeyPurposeId.id_kp_codeSigning)), CERTIFICATE_NOT_TRUSTED, "extendedKeyUsage");
        assertThat(distrust(ROOT, ROOT.issue(MX.goodFor()))).isEmpty();
        assertThat(distrust(ROOT, ROOT.issue(MX.goodFor(KeyPurposeId.anyExtendedKeyUsage))))
                .isEmpty();
    }

    @Test
    void nameConstraintsOfTheRoot() {
        var limited = CertificateAuthority.create(
                CertificateTemplate.ofCa("Fabrikam root").onlyBelow("fabrikam.test"));

        assertThat(distrust(limited, limited.issue("mx.fabrikam.test"))).isEmpty();
        assertThat(distrust(limited, limited.intermediate("One").issue("mx.fabrikam.test")))
                .isEmpty();
        for (var issuer : List.of(limited, limited.intermediate("One"))) {
            assertThat(distrust(limited, issuer.issue(MX)))
                    .get()
                    .extracting(Distrust::reason)
                    .asString()
                    .contains("CN=Fabrikam root", "mx.contoso.test");
        }
        assertThat(distrust(limited, limited.issue("mx.fabrikam.test", "mx.contoso.test")))
                .isPresent();
    }

    @Test
    void theConstraintsOfOneRootDoNotBindAnother() {
        var limited = CertificateAuthority.create(
                CertificateTemplate.ofCa("Fabrikam root").onlyBelow("fabrikam.test"));
        var both = new TrustAnchors(Set.of(limited.certificate(), ROOT.certificate()));

        assertThat(both.distrust(ROOT.issue(MX).chain(), Role.SERVER, Instant.now()))
                .isEmpty();
        assertThat(both.distrust(limited.issue(MX).chain(), Role.SERVER, Instant.now()))
                .isPresent();
        assertThat(both.distrust(limited.issue("mx.fabrikam.test").chain(), Role.SERVER, Instant.now()))
                .isEmpty();
    }

    @Test
    void pathLengthOfTheRoot() {
        var flat = CertificateAuthority.create(
                CertificateTemplate.ofCa("Flat root").pathLength(0));

        assertThat(distrust(flat, flat.issue(MX))).isEmpty();
        assertThat(distrust(flat, flat.intermediate("One").issue(MX)))
                .get()
                .extracting(Distrust::reason)
                .asString()
                .contains("CN=Flat root");
    }

    /** Entrust's roots are trusted for what they issued before 12 November 2024 (jdk.security.caDistrustPolicies). */
    @Test
    void aRootThatTheJvmTrustsOnlyForOlderCertificates() throws Exception {
        X509Certificate root;
        try (var pem = getClass().getResourceAsStream("/roots/entrust-g2.pem")) {
            root = PemCertificates.parse(pem.readAllBytes()).get(0);
        }
        var entrust = CertificateAuthority.of(
                new IssuedCertificate(List.of(root), ROOT.own().key()));
        var anchors = new TrustAnchors(Set.of(root));
        Instant later = Instant.parse("2024-11-13T00:00:00Z");
        Instant before = Instant.parse("2024-11-10T00:00:00Z");

        assertThat(anchors.distrust(forged(entrust, MX.valid(before, later)), Role.SERVER, later))
                .isEmpty();
        for (int i = 0; i < 2; i++) { // again, as what was found may be remembered
            assertThat(anchors.distrust(forged(entrust, MX.valid(later, later)), Role.SERVER, later))
                    .get()
                    .satisfies(distrust -> {
                        assertThat(distrust.failure()).isEqualTo(CERTIFICATE_NOT_TRUSTED);
                        assertThat(distrust.reason()).contains("distrusted", "Entrust");
                    });
        }
        assertThat(anchors.distrust(forged(entrust, MX.valid(later, later)), Role.CLIENT, later))
                .as("the JVM's policy is about servers")
                .isEmpty();
    }

    private static List<X509Certificate> forged(CertificateAuthority issuer, CertificateTemplate template) {
        return List.of(new ForgedCertificate(issuer.issue(template).certificate()));
    }

    static Stream<IssuedCertificate> weak() {
        var rsaRoot = CertificateTemplate.ofCa("RSA CA").key(RSA_2048);
        return Stream.of(
                ROOT.issue(MX.signedWith("SHA1")),
                ROOT.issue(MX.key(RSA_1024)),
                ROOT.intermediate(rsaRoot).issue(MX.signedWith("MD5")),
                ROOT.intermediate(rsaRoot).issue(MX.signedWith("SHA1")),
                ROOT.intermediate(rsaRoot).issue(MX.signedWith(CertificateTemplate.PSS_WITH_SHA1)),
                ROOT.intermediate(CertificateTemplate.ofCa("Weak CA").key(RSA_1024))
                        .issue(MX),
                ROOT.intermediate(CertificateTemplate.ofCa("Weak CA").signedWith("SHA1"))
                        .issue(MX));
    }

    @ParameterizedTest
    @MethodSource("weak")
    void weakSignaturesAndKeys(IssuedCertificate presented) {
        assertThat(distrust(ROOT, presented)).get().satisfies(distrust -> {
            assertThat(distrust.failure()).isEqualTo(CERTIFICATE_NOT_TRUSTED);
            assertThat(distrust.reason()).containsPattern("is signed with (SHA1|MD5)|RSA key of 1024 bits only");
        });
    }

    @Test
    void anAnchorWithAWeakKey() {
        var weak = CertificateAuthority.create(
                CertificateTemplate.ofCa("Weak root").key(RSA_1024));

        assertThat(distrust(weak, weak.issue(MX))).isPresent();
    }

    @Test
    void aKeyIdentifierThatPointsElsewhereIsOnlyAHint() {
        var issued = ROOT.issue(
                MX.pointingTo(CertificateAuthority.create("Other root").certificate()));

        assertThat(distrust(ROOT, issued)).isEmpty();
    }

    @Test
    void noAnchorIsAnError() {
        assertThatThrownBy(() -> new TrustAnchors(Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThat(TrustAnchors.ofJvm().certificates()).isNotEmpty();
        assertThat(TrustAnchors.ofJvm().distrust(ROOT.issue(MX).chain(), Role.SERVER, Instant.now()))
                .isPresent();
    }
}
