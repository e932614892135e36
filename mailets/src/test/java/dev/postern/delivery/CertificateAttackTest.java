package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that are almost the agreed one, and sessions that are almost good enough. */
class CertificateAttackTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void kept(TlsPolicy policy, TlsFailure failure) {
        assertThat(deferred(deliver(policy, server)).tls()).contains(failure);
        heardNothing();
    }

    private void heardNothing() {
        assertThat(server.conversations()).isNotEmpty();
        assertThat(server.heardInClear() + server.heardInTls())
                .doesNotContain("MAIL FROM", "RCPT TO", RECIPIENT, SECRET);
    }

    private void keptFrom(IssuedCertificate certificate, TlsFailure failure) {
        server.withTls(certificate);
        kept(SECURE, failure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.test", // too wide
                "*",
                "*.*.test",
                "m*.contoso.test", // a star is a whole label
                "*.mx.contoso.test",
                "contoso.test",
                "mx.contoso.test.mallory.test",
                "mx.c\u043entoso.test", // a Cyrillic o
                "mx.xn--cntoso-wqf.test", // the same, well-formed
                "xn--mx.contoso-test",
                "mx.contoso.test\0.mallory.test",
                "mx.contoso.test, mx.mallory.test"
            })
    void theNameIsAlmostTheAgreedOne(String name) {
        keptFrom(CA.issue(name), TlsFailure.CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    void theRightNameIsInTheCommonNameAndThereIsNoOtherName() {
        keptFrom(CA.issue(CertificateTemplate.of().named(NAME)), TlsFailure.CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    void theCertificateIsAnotherPartnersOfTheSameCa() {
        keptFrom(CA.issue("mx.fabrikam.test"), TlsFailure.CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    void theCertificateIsNotValidYet() {
        Instant now = Instant.now();
        keptFrom(
                CA.issue(CertificateTemplate.of(NAME)
                        .valid(now.plus(Duration.ofHours(1)), now.plus(Duration.ofDays(2)))),
                TlsFailure.CERTIFICATE_EXPIRED);
    }

    @Test
    void theIntermediateIsMissing() {
        keptFrom(
                CA.intermediate("Contoso Issuing CA").issue(NAME).withoutIntermediates(),
                TlsFailure.CERTIFICATE_NOT_TRUSTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void theServerSpeaksAnOldVersionOnly(String version) {
        server.withTls(CA.issue(NAME)).protocols(version);

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE);
    }

    @Test
    void tls12IsAllThereIsWhereTls13IsAgreed() {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2");

        kept(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3), TlsFailure.VALIDATION_FAILURE);
    }

    @Test
    void tlsRequiredNoInTheHeaderChangesNothing() {
        var mail = message("TLS-Required: No\r\nFrom: a@example.org\r\n\r\n" + SECRET, SENDER, RECIPIENT);

        assertThat(deferred(deliver(mail, SECURE, hosts(server)).get(RECIPIENT)).tls())
                .contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
        heardNothing();
    }

    @Test
    void ehloInTlsOffersStartTlsAgain() {
        server.withTls(CA.issue(NAME)).answeringInTls("EHLO", "250-scripted\r\n250 STARTTLS");

        delivered(deliver(SECURE, server));

        assertThat(server.heardInTls()).doesNotContain("STARTTLS");
    }

    @Test
    void ehloInTlsRefusesForGoodWhatWasAgreed() {
        server.withTls(CA.issue(NAME)).answeringInTls("EHLO", "550 5.7.1 go away");

        assertThat(deferred(deliver(SECURE, server)).reason()).isEqualTo("550 5.7.1 go away");
        heardNothing();
    }

    @Test
    void ehloInTlsTakesBackWhatItOfferedBefore() {
        server.withTls(CA.issue(NAME))
                .answering("EHLO", "250-scripted\r\n250-STARTTLS\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 DSN")
                .answeringInTls("EHLO", "250 scripted");

        delivered(deliver(SECURE, server));

        assertThat(server.heardInTls()).contains("DATA\r\n").doesNotContain("BDAT");
    }
}
