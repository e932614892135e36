package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
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

import dev.postern.attempt.AttemptOutcome;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that are almost the agreed one, and what is said in TLS that is almost good enough. */
class CertificateAttackTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void kept(TlsPolicy policy, TlsFailure failure) {
        kept(policy, failure, "");
    }

    /** What the server heard is looked at first: that something leaked says more than that it was delivered. */
    private void kept(TlsPolicy policy, TlsFailure failure, String reason) {
        AttemptOutcome outcome = deliver(policy, server);
        Probing.agrees(outcome, policy, server);

        heardNothing();
        assertThat(deferred(outcome).tls()).contains(failure);
        assertThat(deferred(outcome).reason()).contains(reason);
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
                "mx.xn--cntoso-wqf.test", // with a Cyrillic o
                "xn--mx.contoso-test",
                "mx.contoso.test\0.mallory.test",
                "mx.contoso.test, mx.mallory.test"
            })
    void theNameIsAlmostTheAgreedOne(String name) {
        keptFrom(CA.issue(name), TlsFailure.CERTIFICATE_HOST_MISMATCH);
    }

    /** Against any name below contoso.test. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.test",
                "*.*.test",
                "*.*.contoso.test",
                "m*.contoso.test",
                "mx.*.contoso.test",
                "contoso.test", // not below itself
                "mx.evilcontoso.test",
                "*.evilcontoso.test",
                "mx-contoso.test",
                "mx.contoso.test.mallory.test",
                "*.contoso.test.mallory.test",
                "mx.contoso.tes",
                "mx.xn--cntoso-wqf.test",
                "*.xn--cntoso-wqf.test",
                "*.fabrikam.test",
                "mx.mallory.test\0.contoso.test",
                "mx.mallory.test,mx.contoso.test"
            })
    void theNameIsAlmostBelowTheAgreedDomain(String name) {
        server.withTls(CA.issue(name));

        kept(agreed("*.contoso.test"), TlsFailure.CERTIFICATE_HOST_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.contoso.test", "a.b.contoso.test", "*.contoso.test", "*.b.contoso.test"})
    void anyNameBelowTheAgreedDomainWillDo(String name) {
        server.withTls(CA.issue(name));

        assertThat(delivered(deliver(agreed("*.contoso.test"), server)).matched())
                .contains(name);
    }

    /** The octets of a dNSName are ASCII (RFC 5280 §4.2.1.6); these are UTF-8, and look like the agreed name or spell it. */
    @ParameterizedTest
    @CsvSource({
        "mx.contoso.test, mx.c\u043entoso.test", // a Cyrillic o
        "mx.contoso.test, mx.conto\uff53o.test", // a full-width s, which is an s when it is normalised
        "mx.contoso.test, mx.con\u200btoso.test", // a space of no width
        "mx.contoso.test, mx\u3002contoso.test", // an ideographic dot
        "*.contoso.test, mx.c\u043entoso.test",
        "mx.m\u00fcnchen.test, mx.m\u00fcnchen.test",
        "mx.m\u00fcnchen.test, mx.mu\u0308nchen.test", // the same in two characters
        "mx.m\u00fcnchen.test, MX.M\u00dcNCHEN.TEST",
        "*.m\u00fcnchen.test, mx.m\u00fcnchen.test"
    })
    void theNameIsNotOfAscii(String agreed, String presented) {
        var name = new GeneralName(GeneralName.dNSName, new DEROctetString(presented.getBytes(StandardCharsets.UTF_8)));
        server.withTls(CA.issue(CertificateTemplate.of().named("mx").alsoNamed(name)));

        kept(agreed(agreed), TlsFailure.CERTIFICATE_HOST_MISMATCH, "the certificate is for no DNS name");
    }

    @Test
    void anAgreedNameBeyondAsciiIsProvedByItsALabel() {
        server.withTls(CA.issue("mx.xn--mnchen-3ya.test"));

        delivered(deliver(agreed("mx.m\u00fcnchen.test"), server));
    }

    private static TlsPolicy agreed(String name) {
        return new TlsPolicy.Secure(
                TlsVersion.TLS_1_2, List.of(CertificateMatch.parse(name).orElseThrow()), CA.trustAnchors());
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

    @Test
    void tlsRequiredNoInTheHeaderChangesNothing() {
        var mail = message("TLS-Required: No\r\nFrom: a@example.org\r\n\r\n" + SECRET, SENDER, RECIPIENT);

        AttemptOutcome outcome = deliver(mail, SECURE, hosts(server)).get(RECIPIENT);

        heardNothing();
        assertThat(deferred(outcome).tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
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

        AttemptOutcome outcome = deliver(SECURE, server);
        Probing.agrees(outcome, SECURE, server);

        heardNothing();
        assertThat(deferred(outcome).reason()).isEqualTo("550 5.7.1 go away");
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
