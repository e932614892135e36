package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.smtpclient.Cause;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every way to make mail to a partner leave over a connection that breaks the rule. In each, the server proves that it
 * heard neither MAIL FROM nor content, in clear text or in the session; and a probe comes to the same as the delivery.
 */
class OutboundAttackTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void kept(TlsPolicy policy, TlsFailure failure, String reason) {
        AttemptOutcome outcome = deliver(policy, server);
        Probing.agrees(outcome, policy, server);

        heardNothing(); // first, as that something leaked says more than that it was delivered
        Cause cause = deferred(outcome);
        assertThat(cause.tls()).contains(failure);
        assertThat(cause.reason()).contains(reason);
        assertThat(cause.delayedStatus()).isEqualTo(failure == TlsFailure.STARTTLS_NOT_SUPPORTED ? "4.7.4" : "4.7.5");
    }

    private void heardNothing() {
        assertThat(server.conversations()).isNotEmpty();
        for (String heard : new String[] {server.heardInClear(), server.heardInTls()}) {
            assertThat(heard).doesNotContain("MAIL FROM", "RCPT TO", "contoso.test>", SECRET);
        }
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void startTlsIsNotOffered() {
        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "does not offer encryption");
    }

    @Test
    void startTlsIsStrippedFromEhloThoughTheServerHasIt() {
        server.withHiddenTls(CA.issue(NAME));

        kept(SECURE, TlsFailure.STARTTLS_NOT_SUPPORTED, "does not offer encryption");
    }

    @Test
    void startTlsIsGarbledInEhlo() {
        server.offering("XXXXXXXA", "STARTTL", "STARTTLSX");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "does not offer encryption");
    }

    @Test
    void startTlsStandsOnlyInTheGreetingOfEhlo() {
        server.answering("EHLO", "250 STARTTLS");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "does not offer encryption");
    }

    @Test
    void ehloIsRefusedSoThatOnlyHeloIsLeft() {
        server.withTls(CA.issue(NAME)).answering("EHLO", "502 not implemented");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "answered EHLO with 502 not implemented");
    }

    @Test
    void startTlsIsOfferedOnlyInTheReplyToHelo() {
        server.answering("EHLO", "500 what?").answering("HELO", "250-scripted\r\n250 STARTTLS");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "answered EHLO with 500 what?");
    }

    @Test
    void startTlsIsTemporarilyNotAvailable() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "454 4.7.0 TLS not available");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "rejected STARTTLS: 454 4.7.0 TLS not available");
    }

    @Test
    void startTlsIsRefusedForGood() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "502 5.5.1 no");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "rejected STARTTLS: 502 5.5.1 no");
    }

    @Test
    void startTlsIsAnsweredAsIfItWereData() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "354 go ahead");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "354 go ahead");
    }

    @Test
    void startTlsIsAnswered250() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "250 ok, consider it encrypted");

        kept(ENCRYPT, TlsFailure.STARTTLS_NOT_SUPPORTED, "250 ok, consider it encrypted");
    }

    @Test
    void startTlsIsAnsweredWithGarbage() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "hello\u0007 there");

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE, "an invalid SMTP reply: hello? there");
    }

    @Test
    void startTlsIsAnsweredWithSilence() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", SILENCE);

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE, "time limit exceeded");
    }

    @Test
    void theConnectionIsCutAtStartTls() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", CLOSE);

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE, "it closed the connection");
    }

    @Test
    void clearTextIsInjectedAfterThe220ToStartTls() {
        server.withTls(CA.issue(NAME)).injecting("250-scripted\r\n250 AUTH PLAIN\r\n");

        kept(SECURE, TlsFailure.VALIDATION_FAILURE, "30 octets in clear text followed the reply to STARTTLS");
        assertThat(server.heardInTls()).isEmpty();
    }

    @Test
    void nothingFollowsThe220ToStartTls() {
        server.withTls(CA.issue(NAME)).answering("HANDSHAKE", SILENCE);

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE, "in the TLS handshake: time limit exceeded");
    }

    @Test
    void clearTextFollowsThe220ToStartTlsInThePlaceOfTheHandshake() {
        server.withTls(CA.issue(NAME)).answering("HANDSHAKE", "250 consider it encrypted", SILENCE);

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE, "");
    }

    @Test
    void halfALineIsInjectedAfterThe220ToStartTls() {
        server.withTls(CA.issue(NAME)).injecting("2");

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE, "1 octets in clear text");
    }

    @Test
    void aReplyOfSeveralLinesHidesClearTextBehindThe220() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "220-go\r\n250 no, stay");

        kept(ENCRYPT, TlsFailure.VALIDATION_FAILURE, "an invalid SMTP reply");
    }

    @Test
    void theServerEndsTlsAfterItsHandshakeForWantOfAClientCertificate() {
        server.withTls(CA.issue(NAME)).demandingClientCertificate();

        kept(SECURE, TlsFailure.VALIDATION_FAILURE, "waiting for the reply to EHLO");
    }

    @Test
    void theCertificateIsForAnotherName() {
        server.withTls(CA.issue("mx.mallory.test"));

        kept(SECURE, TlsFailure.CERTIFICATE_HOST_MISMATCH, "the certificate is for mx.mallory.test, agreed is");
    }

    @Test
    void theCertificateHasTheRightNameInItsCommonNameOnly() {
        server.withTls(CA.issue(CertificateTemplate.of("mx.mallory.test").named(NAME)));

        kept(SECURE, TlsFailure.CERTIFICATE_HOST_MISMATCH, "the certificate is for mx.mallory.test");
    }

    @Test
    void theCertificateIsSelfSigned() {
        server.withTls(CertificateAuthority.selfSigned(NAME));

        kept(SECURE, TlsFailure.CERTIFICATE_NOT_TRUSTED, "self-signed");
    }

    @Test
    void theCertificateIsOfACaThatIsNotOurs() {
        server.withTls(CertificateAuthority.create("Contoso CA").issue(NAME));

        kept(SECURE, TlsFailure.CERTIFICATE_NOT_TRUSTED, "no chain");
    }

    @Test
    void theCertificateHasExpired() {
        server.withTls(CA.issue(CertificateTemplate.of(NAME).expired()));

        kept(SECURE, TlsFailure.CERTIFICATE_EXPIRED, "it expired on");
    }

    @Test
    void theCertificateIsNotTheOneOfTheFingerprint() {
        var agreed = CertificateFingerprint.ofPublicKey(CA.issue(NAME).certificate());
        server.withTls(CA.issue(NAME));

        kept(
                new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(agreed)),
                TlsFailure.CERTIFICATE_NOT_TRUSTED,
                "is none of the agreed ones");
    }

    @Test
    void anOlderVersionThanAgreedIsAllThatTheServerSpeaks() {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2");

        kept(Attempting.secure(TlsVersion.TLS_1_3), TlsFailure.VALIDATION_FAILURE, "in the TLS handshake");
    }

    @Test
    void theReplyToEhloInTlsIsNone() {
        server.withTls(CA.issue(NAME)).answeringInTls("EHLO", "250 ok", CLOSE);

        kept(SECURE, TlsFailure.VALIDATION_FAILURE, "it closed the connection");
    }

    @Test
    void theGreetingClaimsThatTheMailIsRefusedForGood() {
        server.answering("GREETING", "554 5.7.1 no mail of yours, give up");

        AttemptOutcome outcome = deliver(SECURE, server);
        Probing.agrees(outcome, SECURE, server);

        heardNothing();
        Cause cause = deferred(outcome);
        assertThat(cause.tls()).isEmpty();
        assertThat(cause.reason()).isEqualTo("554 5.7.1 no mail of yours, give up");
    }

    @Test
    void ehloInClearTextClaimsThatTheMailIsRefusedForGood() {
        server.answering("EHLO", "550 5.1.1 no such user");

        AttemptOutcome outcome = deliver(SECURE, server);
        Probing.agrees(outcome, SECURE, server);

        heardNothing();
        assertThat(deferred(outcome).reason()).isEqualTo("550 5.1.1 no such user");
    }
}
