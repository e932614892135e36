package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.HeldCertificate;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a connection or a session that is there already could carry what it was not opened for. */
class ReuseAttackTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Kept kept = new Kept();

    @AfterEach
    void stop() {
        kept.close();
        server.close();
    }

    private void onlyTheFirstMessageLeft() {
        kept.close();
        assertThat(server.messages()).hasSize(1);
        assertThat((server.heardInClear() + server.heardInTls()).split("MAIL FROM", -1))
                .hasSize(2);
    }

    @Test
    void aConnectionOfAWeakerPolicyToTheSameHostRests() {
        server.withTls(CertificateAuthority.selfSigned(NAME));
        delivered(kept.deliver(ENCRYPT, server));

        assertThat(deferred(kept.deliver(SECURE, server)).tls()).contains(TlsFailure.CERTIFICATE_NOT_TRUSTED);

        onlyTheFirstMessageLeft();
    }

    @Test
    void aConnectionInClearTextToTheSameHostRests() {
        delivered(kept.deliver(MAY, server));

        assertThat(deferred(kept.deliver(ENCRYPT, server)).tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);

        onlyTheFirstMessageLeft();
    }

    @Test
    void aSessionThatAWeakerPolicyBeganIsNotResumedForAStricterOne() {
        server.withTls(CA.issue(NAME));
        delivered(kept.deliver(ENCRYPT, server));
        kept.clock.advance(Kept.IDLE);
        assertThat(delivered(kept.deliver(ENCRYPT, server)).evidence().isResumed())
                .isTrue();

        var stricter = delivered(kept.deliver(SECURE, server));

        assertThat(stricter.evidence().isResumed()).isFalse();
        assertThat(stricter.evidence().isReused()).isFalse();
    }

    /** It is asked before the server is chosen, and again when the message is about to be named on its connection. */
    @Test
    void theRuleIsChangedRightBeforeAConnectionThatRestedIsUsed() {
        server.withTls(CA.issue(NAME));
        delivered(kept.deliver(ENCRYPT, server));
        var asked = new AtomicInteger();

        var outcome = kept.deliver(ENCRYPT, server, () -> asked.getAndIncrement() < 1);

        onlyTheFirstMessageLeft();
        assertThat(server.conversations()).hasSize(1);
        assertThat(deferred(outcome).trouble()).isEqualTo(FailureKind.RULE_CHANGED);
    }

    /** Taken for replies, they would answer commands of the next message before these are said. */
    @ParameterizedTest
    @ValueSource(
            strings = {"250 ok\r\n", "250 ok\r\n250 ok\r\n354 go ahead\r\n250 taken\r\n", "421 4.4.2 bye\r\n", "2"})
    void whatArrivesOnAConnectionWhileItRestsAnswersNothing(String unasked) throws IOException {
        server.withTls(CA.issue(NAME));
        delivered(kept.deliver(SECURE, server));

        unasked(() -> server.conversations().get(0).sayUnasked(unasked));

        var second = delivered(kept.deliver(SECURE, server));
        theFirstConnectionWasLeft();
        assertThat(second.evidence().isReused()).isFalse();
    }

    @Test
    void theServerAsksForAnotherHandshakeWhileTheConnectionRests() throws IOException {
        server.withTls(CA.issue(NAME)).renegotiatingAt("NO COMMAND", Optional.of(CA.issue("mx.mallory.test")));
        delivered(kept.deliver(SECURE, server));

        unasked(() -> server.conversations().get(0).renegotiateUnasked());
        server.renew(CA.issue(NAME));

        var second = delivered(kept.deliver(SECURE, server));
        theFirstConnectionWasLeft();
        assertThat(second.evidence().isReused()).isFalse();
    }

    /** What is said then has arrived when this returns. */
    private void unasked(Runnable said) throws IOException {
        InputStream wire = kept.resting(SECURE, server).wire().plain().getInputStream();
        assertThat(wire.available()).isZero();
        said.run();
        Eventually.holds(() -> {
            try {
                return wire.available() > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void theFirstConnectionWasLeft() {
        kept.close();
        server.awaitGoodBye();
        assertThat(server.conversations()).hasSize(2);
        assertThat(server.conversations().get(0).encrypted()).containsOnlyOnce("MAIL FROM");
        assertThat(server.messages()).hasSize(2);
    }

    @Test
    void theLeastVersionIsRaisedBetweenTwoMessages() {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2");
        delivered(kept.deliver(SECURE, server));

        deferred(kept.deliver(Attempting.secure(TlsVersion.TLS_1_3), server));

        onlyTheFirstMessageLeft();
    }

    @Test
    void theCertificateExpiresWhileTheConnectionRests() {
        var now = kept.clock.instant();
        server.withTls(CA.issue(
                CertificateTemplate.of(NAME).valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofSeconds(10)))));
        delivered(kept.deliver(SECURE, server));
        kept.clock.advance(Duration.ofSeconds(11));

        assertThat(deferred(kept.deliver(SECURE, server)).tls()).contains(TlsFailure.CERTIFICATE_EXPIRED);

        onlyTheFirstMessageLeft();
    }

    @Test
    void aCertificateThatExpiredIsNotKeptAliveByResumption() {
        var now = kept.clock.instant();
        server.withTls(CA.issue(
                CertificateTemplate.of(NAME).valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofSeconds(10)))));
        delivered(kept.deliver(SECURE, server));
        kept.clock.advance(Kept.IDLE);

        assertThat(deferred(kept.deliver(SECURE, server)).tls()).contains(TlsFailure.CERTIFICATE_EXPIRED);

        onlyTheFirstMessageLeft();
    }

    @Test
    void theServerHasANewCertificateAndTheOldOneOfTheRestingConnectionDoesNotKeepMail() {
        var now = kept.clock.instant();
        server.withTls(CA.issue(
                CertificateTemplate.of(NAME).valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofSeconds(10)))));
        delivered(kept.deliver(SECURE, server));
        server.renew(CA.issue(NAME));
        kept.clock.advance(Duration.ofSeconds(11));

        assertThat(delivered(kept.deliver(SECURE, server)).evidence().isReused())
                .isFalse();
    }

    @Test
    void aConnectionOnWhichWeShowedAnotherPartnersCertificateRests() {
        var toOne = new Terms(SECURE, Optional.of(held("one")));
        var toTwo = new Terms(SECURE, Optional.of(held("two")));
        server.withTls(CA.issue(NAME)).demandingClientCertificate();
        delivered(kept.deliver(toOne, server));

        var second = delivered(kept.deliver(toTwo, server));

        assertThat(second.evidence().isReused()).isFalse();
        assertThat(second.evidence().isResumed()).isFalse();
        assertThat(deferred(kept.deliver(SECURE, server)).tls()).contains(TlsFailure.VALIDATION_FAILURE);
    }

    @Test
    void aSessionWithOneAddressIsNotResumedWithAnotherOfTheSameName() throws Exception {
        try (var everywhere = new ScriptedSmtpServer("0.0.0.0", 0).withTls(CA.issue(NAME))) {
            var terms = new Terms(SECURE, Optional.empty());
            for (String address : List.of("127.0.0.1", "127.0.0.2")) {
                var host = new Host(NAME, InetAddress.getByName(address), everywhere.port());
                var outcome = delivered(kept.deliver(Attempting.mail(Attempting.RECIPIENT), terms, host)
                        .get(Attempting.RECIPIENT));
                assertThat(outcome.evidence().isResumed()).isFalse();
            }
            kept.close();
        }
    }

    private static HeldCertificate held(String name) {
        var issued = CertificateAuthority.create("Unknown CA").issue(name + ".example.org");
        return new HeldCertificate(issued.chain(), issued.key());
    }
}
