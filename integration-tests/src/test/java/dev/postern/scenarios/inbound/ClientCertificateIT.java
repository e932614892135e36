package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A partner that agreed on a client certificate is believed with that certificate only. */
@ExtendWith(SharedScene.class)
class ClientCertificateIT {
    private static final String NAMED = "judy@named.test";
    private static final String PINNED = "kevin@pinned.test";
    private final InboundScene scene;

    ClientCertificateIT(InboundScene scene) {
        this.scene = scene;
    }

    @Test
    void theAgreedNameFromTheAgreedCa() throws IOException {
        var letter = Letter.from(NAMED);

        assertThat(scene.mailOverTls(NAMED, letter, TlsOffer.with(scene.named)).code())
                .isEqualTo(250);

        scene.site.inside.await(letter);
        scene.gateway.awaitLine("inbound", "partner=named ", "certificate=mail.named.test", "verdict=accepted");
    }

    @Test
    void theAgreedNameOverTls12() throws IOException {
        assertThat(scene.mailOverTls(
                                NAMED,
                                Letter.from(NAMED),
                                TlsOffer.with(scene.named).only("TLSv1.2"))
                        .code())
                .isEqualTo(250);
    }

    @Test
    void noCertificate() throws IOException {
        assertThat(scene.mailOverTls(NAMED, Letter.from(NAMED), TlsOffer.plain())
                        .text())
                .startsWith("550 5.7.1 ");
    }

    @Test
    void noTls() throws IOException {
        assertThat(scene.mailInClear(NAMED, Letter.from(NAMED)).text()).startsWith("530 5.7.10 ");
    }

    @Test
    void anotherNameFromTheAgreedCa() throws IOException {
        expectRefused(NAMED, scene.partnerCa.issue("mail.other.test"));
    }

    @Test
    void theAgreedNameInTheCommonNameOnly() throws IOException {
        expectRefused(NAMED, scene.partnerCa.issue(CertificateTemplate.of().named("mail.named.test")));
    }

    @Test
    void expired() throws IOException {
        expectRefused(NAMED, scene.expired());
    }

    @Test
    void selfSigned() throws IOException {
        expectRefused(NAMED, CertificateAuthority.selfSigned("mail.named.test"));
    }

    @Test
    void anUnknownCa() throws IOException {
        expectRefused(NAMED, CertificateAuthority.create("CA of the partners").issue("mail.named.test"));
    }

    @Test
    void aPublicCaIsNotTheAgreedOne() throws IOException {
        expectRefused(NAMED, scene.site.ca.issue("mail.named.test"));
    }

    @Test
    void signedByAnotherPartnersServerCertificate() throws IOException {
        expectRefused(
                NAMED,
                CertificateAuthority.of(scene.partnerCa.issue("mail.other.test"))
                        .issue("mail.named.test"));
    }

    @Test
    void aCertificateForServersAsPublicCasIssueIt() throws IOException {
        IssuedCertificate forServers =
                scene.partnerCa.issue(CertificateTemplate.of("mail.named.test").goodFor(KeyPurposeId.id_kp_serverAuth));

        assertThat(scene.mailOverTls(NAMED, Letter.from(NAMED), TlsOffer.with(forServers))
                        .code())
                .isEqualTo(250);
    }

    @Test
    void aCertificateForSomethingElseThanTls() throws IOException {
        for (KeyPurposeId purpose : List.of(KeyPurposeId.id_kp_codeSigning, KeyPurposeId.id_kp_emailProtection)) {
            expectRefused(
                    NAMED,
                    scene.partnerCa.issue(
                            CertificateTemplate.of("mail.named.test").goodFor(purpose)));
        }
    }

    @Test
    void theAgreedFingerprint() throws IOException {
        assertThat(scene.mailOverTls(PINNED, Letter.from(PINNED), TlsOffer.with(scene.pinned))
                        .code())
                .isEqualTo(250);
    }

    @Test
    void anotherFingerprintOfTheSameName() throws IOException {
        expectRefused(PINNED, CertificateAuthority.selfSigned("mail.pinned.test"));
    }

    @Test
    void aCertificateThatNobodyAskedForDoesNoHarm() throws IOException {
        var letter = Letter.from("alice@contoso.test");

        assertThat(scene.mailOverTls(
                                "alice@contoso.test",
                                letter,
                                TlsOffer.with(CertificateAuthority.selfSigned("whoever.test")))
                        .code())
                .isEqualTo(250);
    }

    /** Refused in words that tell nothing of what was agreed. */
    private void expectRefused(String sender, IssuedCertificate presented) throws IOException {
        assertThat(scene.mailOverTls(sender, Letter.from(sender), TlsOffer.with(presented))
                        .text())
                .startsWith("550 5.7.1 ")
                .doesNotContain("mail.named.test", "sha256", "CA of the partners");
    }
}
