package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.DEAF;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.Attempts;
import dev.postern.delivery.Attempting.Outcomes;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.SmtpTimeouts;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A destination with several servers: all are tried, and the most telling reason is kept. */
@Execution(ExecutionMode.CONCURRENT)
class SeveralHostsTest {
    private final ScriptedSmtpServer first = new ScriptedSmtpServer();
    private final ScriptedSmtpServer second = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void theFirstHasNoTlsTheSecondTakesIt() {
        second.withTls(CA.issue(NAME));

        assertThat(delivered(deliver(SECURE, first, second)).host().port()).isEqualTo(second.port());
        assertThat(first.heardInClear()).doesNotContain("MAIL FROM");
    }

    /** What a first host does that must not be given the mail, and what is on record of it. */
    record Bad(String name, TlsFailure failure, Consumer<ScriptedSmtpServer> script) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> badHosts() {
        return Stream.of(
                withTls(
                        "454 to STARTTLS",
                        TlsFailure.STARTTLS_NOT_SUPPORTED,
                        host -> host.answering("STARTTLS", "454 no")),
                withTls(
                        "silence at STARTTLS",
                        TlsFailure.VALIDATION_FAILURE,
                        host -> host.answering("STARTTLS", SILENCE)),
                withTls("clear text behind 220", TlsFailure.VALIDATION_FAILURE, host -> host.injecting("250 x\r\n")),
                withTls("handshake cut", TlsFailure.VALIDATION_FAILURE, host -> host.answering("HANDSHAKE", CLOSE)),
                withTls(
                        "handshake silent",
                        TlsFailure.VALIDATION_FAILURE,
                        host -> host.answering("HANDSHAKE", SILENCE)),
                withTls("cut after it", TlsFailure.VALIDATION_FAILURE, host -> host.answeringInTls("EHLO", CLOSE)),
                presenting("wrong name", TlsFailure.CERTIFICATE_HOST_MISMATCH, CA.issue("mx.mallory.test")),
                presenting(
                        "expired",
                        TlsFailure.CERTIFICATE_EXPIRED,
                        CA.issue(CertificateTemplate.of(NAME).expired())),
                presenting(
                        "unknown CA",
                        TlsFailure.CERTIFICATE_NOT_TRUSTED,
                        CertificateAuthority.create("Contoso CA").issue(NAME)),
                presenting("self-signed", TlsFailure.CERTIFICATE_NOT_TRUSTED, CertificateAuthority.selfSigned(NAME)));
    }

    private static Bad withTls(String name, TlsFailure failure, Consumer<ScriptedSmtpServer> script) {
        return new Bad(name, failure, host -> script.accept(host.withTls(CA.issue(NAME))));
    }

    private static Bad presenting(String name, TlsFailure failure, IssuedCertificate certificate) {
        return new Bad(name, failure, host -> host.withTls(certificate));
    }

    @ParameterizedTest
    @MethodSource("badHosts")
    void theFirstFailsAtTlsTheSecondTakesIt(Bad bad) {
        bad.script().accept(first);
        second.withTls(CA.issue(NAME));

        assertThat(deferred(deliver(SECURE, first)).tls()).contains(bad.failure());
        AttemptOutcome outcome = deliver(SECURE, first, second);

        assertThat(first.conversations()).hasSize(2);
        assertThat(first.heardInClear() + first.heardInTls()).doesNotContain("MAIL FROM", SECRET);
        assertThat(delivered(outcome).host().port()).isEqualTo(second.port());
        assertThat(second.messages()).hasSize(1);
    }

    @Test
    void theFirstIsSilentTheSecondTakesIt() {
        first.answering("GREETING", SILENCE);
        second.withTls(CA.issue(NAME));

        delivered(deliver(SECURE, first, second));
    }

    @Test
    void theFirstIsDownTheSecondTakesIt() {
        first.close();
        second.withTls(CA.issue(NAME));

        delivered(deliver(SECURE, first, second));
    }

    @Test
    void theTlsReasonOfThePreferredHostIsNotHiddenByADeadOne() {
        second.close();

        assertThat(deferred(deliver(SECURE, first, second)).tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void theTlsReasonOfALaterHostIsNotHiddenByADeadPreferredOne() {
        first.close();

        assertThat(deferred(deliver(SECURE, first, second)).tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void ofTwoTlsReasonsThatOfThePreferredHostIsKept() {
        first.withTls(CertificateAuthority.selfSigned(NAME));

        assertThat(deferred(deliver(SECURE, first, second)).tls()).contains(TlsFailure.CERTIFICATE_NOT_TRUSTED);
    }

    @Test
    void aGoodHostThatSaysLaterIsNotHiddenByABadOne() {
        first.withTls(CA.issue(NAME)).answering("RCPT", "450 4.2.0 greylisted");

        assertThat(deferred(deliver(SECURE, first, second)).words()).isEqualTo("450 4.2.0 greylisted");
        assertThat(deferred(deliver(SECURE, second, first)).words()).isEqualTo("450 4.2.0 greylisted");
    }

    @Test
    void aGreetingInClearTextDoesNotHideTheTlsReason() {
        first.answering("GREETING", "421 busy");

        assertThat(deferred(deliver(SECURE, first, second)).tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void recipientsWhomTheFirstDefersGoToTheSecondAndTheOthersDoNot() {
        first.withTls(CA.issue(NAME)).answering("RCPT", "250 ok", "450 later", "550 never");
        second.withTls(CA.issue(NAME));

        var outcomes =
                deliver(mail("a@contoso.test", "b@contoso.test", "c@contoso.test"), SECURE, hosts(first, second));

        delivered(outcomes.get("a@contoso.test"));
        assertThat(delivered(outcomes.get("b@contoso.test")).host().port()).isEqualTo(second.port());
        failed(outcomes.get("c@contoso.test"));
        assertThat(second.heardInTls()).contains("RCPT TO:<b@").doesNotContain("RCPT TO:<a@", "RCPT TO:<c@");
    }

    @Test
    void theRuleIsTightenedBetweenTheFirstHostAndTheSecond() throws Exception {
        first.withTls(CA.issue(NAME)).answering("RCPT", "450 4.2.0 greylisted");
        second.withTls(CA.issue(NAME));
        var mail = mail(RECIPIENT);

        // It is asked for before the first host, and before the message is named to it.
        var asked = new AtomicInteger();
        var outcomes = new Outcomes(Attempting.attempt()
                .deliver(
                        mail,
                        Recipient.of(mail),
                        new Terms(ENCRYPT, Optional.empty()),
                        hosts(first, second),
                        () -> asked.getAndIncrement() < 2));

        assertThat(deferred(outcomes.get(RECIPIENT)).words()).isEqualTo("450 4.2.0 greylisted");
        assertThat(second.conversations()).isEmpty();
    }

    @Test
    void theRuleIsTightenedWhileTheServerTakesItsTimeForTheHandshake() throws Exception {
        first.withTls(CA.issue(NAME));
        var mail = mail(RECIPIENT);

        var outcomes = new Outcomes(Attempting.attempt()
                .deliver(
                        mail,
                        Recipient.of(mail),
                        new Terms(ENCRYPT, Optional.empty()),
                        hosts(first, second),
                        () -> first.conversations().isEmpty()));

        assertThat(deferred(outcomes.get(RECIPIENT)).trouble()).isEqualTo(FailureKind.RULE_CHANGED);
        assertThat(first.heardInTls()).contains("EHLO").doesNotContain("MAIL FROM");
        assertThat(second.conversations()).isEmpty();
    }

    @Test
    void whatTheFirstMayHaveTakenIsNotGivenToTheSecondAtOnce() {
        first.withTls(CA.issue(NAME)).answering(".", CLOSE);
        second.withTls(CA.issue(NAME));

        assertThat(deferred(deliver(SECURE, first, second)).mayHaveArrived()).isTrue();

        assertThat(second.conversations()).isEmpty();
    }

    @Test
    void aServerThatNeverSaysWhetherItTookItDoesNotKeepTheMessageFromTheOthers() {
        first.withTls(CA.issue(NAME)).answering(".", CLOSE);
        second.withTls(CA.issue(NAME));
        var mail = mail(RECIPIENT);
        Attempts.setCauses(
                mail,
                Map.of(
                        Attempting.recipient(RECIPIENT),
                        deferred(deliver(mail, SECURE, hosts(first)).get(RECIPIENT))));

        delivered(deliver(mail, SECURE, hosts(first, second)).get(RECIPIENT));
    }

    @Test
    void aServerThatStopsInTheMidstOfTheMessageHasNotTakenIt() {
        first.withTls(CA.issue(NAME)).answering("DATA", DEAF);
        second.withTls(CA.issue(NAME));
        // More than the buffers between us and a server that does not read; the other server must have time to read it.
        String large = "Subject: x\r\n\r\n" + ("0123456789".repeat(7) + "\r\n").repeat(150_000);
        var timeouts = new SmtpTimeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20));

        var outcomes = deliver(
                Attempting.attempt(timeouts),
                Attempting.message(large, "a@example.org", RECIPIENT),
                new Terms(SECURE, Optional.empty()),
                hosts(first, second));

        delivered(outcomes.get(RECIPIENT));
    }

    @Test
    void aPermanentRefusalIsFinal() {
        first.withTls(CA.issue(NAME)).answering("RCPT", "550 5.1.1 unknown");
        second.withTls(CA.issue(NAME));

        failed(deliver(SECURE, first, second));
        assertThat(second.conversations()).isEmpty();
    }
}
