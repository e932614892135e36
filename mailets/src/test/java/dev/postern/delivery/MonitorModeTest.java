package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.address;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitor mode holds nothing, and records exactly what enforcing would have done. */
class MonitorModeTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound = new Outbound(Outbound.monitored(SECURE, server));
    private final Mail mail = outbound.queued(RECIPIENT);

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    private String line() {
        assertThat(outbound.log.lines()).hasSize(1);
        return outbound.log.lines().get(0);
    }

    @Test
    void noStartTlsOfferedMailGoesInClearTextAndThatIsRecorded() throws MessagingException {
        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(server.messages()).hasSize(1);
        assertThat(line())
                .startsWith("outbound message=mail-1 partner=contoso wanted=secure version=none cipher=none"
                        + " certificate=none verdict=would-bounce token=starttls-not-supported"
                        + " reason=\"the server 127.0.0.1:" + server.port()
                        + " does not offer encryption; accepted by 127.0.0.1:" + server.port()
                        + " all the same\" from=alice@example.org to=bob@contoso.test host=127.0.0.1:" + server.port()
                        + " address=127.0.0.1 tls=secure:none");
    }

    @Test
    void aWrongCertificateIsRecordedAndMailGoesOverTls() throws MessagingException {
        server.withTls(CertificateAuthority.selfSigned(NAME));

        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(server.heardInTls()).contains("MAIL FROM", SECRET);
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
        assertThat(line())
                .contains(
                        " version=TLSv1.3 ",
                        " certificate=" + NAME + " ",
                        " verdict=would-bounce token=certificate-not-trusted ");
    }

    @Test
    void anOlderVersionIsRecordedAndMailGoesOverIt() throws MessagingException {
        outbound.become(Outbound.monitored(Attempting.secure(TlsVersion.TLS_1_3), server));
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2");

        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(line()).contains(" version=TLSv1.2 ", " verdict=would-bounce token=validation-failure ");
    }

    @Test
    void whatIsAsAgreedIsDeliveredAsEnforced() throws MessagingException {
        server.withTls(CA.issue(NAME));

        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(line()).contains(" certificate=" + NAME + " verdict=delivered reason=\"accepted by 127.0.0.1:");
    }

    @Test
    void ofTwoHostsTheOneAsAgreedIsUsedAndNothingIsRecordedAgainstThePartner() throws MessagingException {
        try (var good = new ScriptedSmtpServer("127.0.0.2", server.port()).withTls(CA.issue(NAME));
                var byMx = new Outbound(
                        Outbound.byMx(PartnerMode.MONITOR, SECURE),
                        Outbound.settings(server.port()),
                        Optional.empty())) {
            byMx.dns.mx("contoso.test", "mx1.contoso.test.", "mx2.contoso.test.");
            byMx.dns.address("mx1.contoso.test", "127.0.0.1").address("mx2.contoso.test", "127.0.0.2");

            assertThat(byMx.attempt(mail)).isEmpty();

            assertThat(server.heardInClear()).doesNotContain("MAIL FROM");
            assertThat(good.messages()).hasSize(1);
            assertThat(line()).contains(" verdict=delivered reason=\"accepted by mx2.contoso.test[127.0.0.2]:");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theRuleIsEnforcedFromBetweenTheTwoAttemptsOn(int lookup) throws MessagingException {
        // It is looked up for the attempt and before the host; then, in spite of the rule, before the host and before
        // MAIL.
        var lookups = new AtomicInteger();
        var enforced = Outbound.partner(PartnerMode.ENFORCE, Outbound.policy(SECURE, server, OnFailure.BOUNCE));
        outbound.meanwhile(() -> {
            if (lookups.incrementAndGet() == lookup) {
                outbound.become(enforced);
            }
        });

        assertThat(outbound.attempt(mail)).isPresent();

        assertThat(lookups.get()).isGreaterThanOrEqualTo(lookup);
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
        assertThat(mail.getRecipients()).containsExactly(address(RECIPIENT));
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void whatAServerMayHaveTakenIsNotSentAgainBecauseAnotherBreaksTheRule() throws MessagingException {
        server.withTls(CA.issue(NAME)).answering(".", CLOSE);
        try (var weak = new ScriptedSmtpServer("127.0.0.2", server.port());
                var byMx = new Outbound(
                        Outbound.byMx(PartnerMode.MONITOR, SECURE),
                        Outbound.settings(server.port()),
                        Optional.empty())) {
            byMx.dns.mx("contoso.test", "mx1.contoso.test.", "mx2.contoso.test.");
            byMx.dns.address("mx1.contoso.test", "127.0.0.1").address("mx2.contoso.test", "127.0.0.2");

            assertThat(byMx.attempt(mail)).isPresent();

            assertThat(server.messages()).hasSize(1);
            assertThat(weak.conversations()).isEmpty();
        }
    }

    @Test
    void whatTheFirstMayHaveTakenInSpiteOfTheRuleIsNotGivenToTheSecondAtOnce() throws MessagingException {
        server.answering(".", CLOSE);
        try (var second = new ScriptedSmtpServer("127.0.0.2", server.port());
                var byMx = new Outbound(
                        Outbound.byMx(PartnerMode.MONITOR, SECURE),
                        Outbound.settings(server.port()),
                        Optional.empty())) {
            byMx.dns.mx("contoso.test", "mx1.contoso.test.", "mx2.contoso.test.");
            byMx.dns.address("mx1.contoso.test", "127.0.0.1").address("mx2.contoso.test", "127.0.0.2");

            assertThat(byMx.attempt(mail)).isPresent();

            assertThat(server.messages()).hasSize(1);
            assertThat(second.heardInClear()).doesNotContain("MAIL FROM");
        }
    }

    @Test
    void whatTheServerItselfRefusesIsNotDeliveredAndBothAreRecorded() throws MessagingException {
        server.answering("RCPT", "450 4.2.1 later");

        assertThat(outbound.attempt(mail)).isPresent();

        assertThat(mail.getRecipients()).containsExactly(address(RECIPIENT));
        assertThat(outbound.log.lines()).hasSize(2);
        assertThat(outbound.log.lines().get(0))
                .contains("verdict=would-bounce token=starttls-not-supported")
                .doesNotContain("all the same");
        assertThat(outbound.log.lines().get(1)).contains("verdict=deferred reason=\"450 4.2.1 later\"");
    }

    @Test
    void onFailureBounceReturnsNothing() throws MessagingException {
        outbound.attempt(mail);

        assertThat(outbound.context.getSentMails()).isEmpty();
        assertThat(server.messages()).hasSize(1);
    }
}
