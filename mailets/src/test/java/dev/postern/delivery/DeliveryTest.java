package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.address;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.attempt.Attempts;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an attempt leaves open, and what is done with it. */
class DeliveryTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound = new Outbound(Outbound.enforced(SECURE, server));
    private final Mail mail = outbound.queued(RECIPIENT);

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    @Test
    void deliveredMailIsSettled() throws MessagingException {
        server.withTls(CA.issue(NAME));

        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(mail.getRecipients()).isEmpty();
        assertThat(outbound.context.getSentMails()).isEmpty();
    }

    @Test
    void mailThatTlsKeptWaitsByTheSchedule() throws MessagingException {
        assertThat(outbound.attempt(mail)).contains(Duration.ofMinutes(1));
        outbound.clock.advance(Duration.ofMinutes(1));
        assertThat(outbound.attempt(mail)).contains(Duration.ofMinutes(5));
        outbound.clock.advance(Duration.ofMinutes(5));
        assertThat(outbound.attempt(mail)).contains(Duration.ofMinutes(5));
        assertThat(mail.getRecipients()).containsExactly(address(RECIPIENT));
    }

    /** The rule that was mended is tried before anything is returned. */
    @Test
    void mailWhoseTimeIsOverIsNotReturnedForARuleThatWasChangedMeanwhile() throws MessagingException {
        server.withTls(CA.issue(NAME));
        outbound.become(Outbound.enforced(ENCRYPT, server));
        outbound.clock.advance(Duration.ofDays(30));
        var asked = new AtomicInteger();
        outbound.meanwhile(() -> {
            if (asked.getAndIncrement() == 1) {
                outbound.become(Outbound.enforced(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3), server));
            }
        });

        assertThat(outbound.attempt(mail)).contains(Duration.ZERO);
        assertThat(mail.getRecipients()).containsExactly(address(RECIPIENT));
        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(server.messages()).hasSize(1);
    }

    @Test
    void thePolicyIsLookedUpAtEachAttemptAndATightenedOneHolds() throws MessagingException {
        outbound.become(Outbound.enforced(MAY, server));
        server.answering("MAIL", "451 later");
        assertThat(outbound.attempt(mail)).isPresent();
        assertThat(server.heardInClear()).containsOnlyOnce("MAIL FROM");

        outbound.become(Outbound.enforced(ENCRYPT, server));

        assertThat(outbound.attempt(mail)).isPresent();
        assertThat(server.heardInClear()).containsOnlyOnce("MAIL FROM");
        assertThat(outbound.log.lines().get(1)).contains("wanted=encrypt", "token=starttls-not-supported");
    }

    @Test
    void noNumberOfAttemptsWeakensTheRule() throws MessagingException {
        attemptAgainAndAgain();
    }

    @Test
    void noNumberOfAttemptsMakesABadCertificateGood() throws MessagingException {
        server.withTls(CertificateAuthority.selfSigned(NAME));

        attemptAgainAndAgain();
    }

    /** RFC 8689 lets a sender ask for it; an agreement with a partner is not the sender's to give up. */
    @Test
    void tlsRequiredNoInTheHeaderDoesNotWeakenTheRule() throws MessagingException {
        Mail asking = Attempting.message(
                "TLS-Required: No\r\nFrom: a@example.org\r\n\r\n" + Attempting.SECRET, Attempting.SENDER, RECIPIENT);
        Attempts.begin(asking, outbound.clock.instant());

        Optional<Duration> wait = outbound.attempt(asking);

        assertThat(server.conversations()).hasSize(1);
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", Attempting.SECRET);
        assertThat(wait).contains(Duration.ofMinutes(1));
        assertThat(outbound.log.lines().get(0)).contains("wanted=secure", "token=starttls-not-supported");
    }

    private void attemptAgainAndAgain() throws MessagingException {
        for (int attempt = 1; attempt <= 8; attempt++) {
            outbound.attempt(mail);
            assertThat(server.conversations()).hasSizeGreaterThanOrEqualTo(attempt);
            assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", Attempting.SECRET);
            outbound.clock.advance(Duration.ofHours(4));
        }
    }

    @Test
    void theSenderIsWarnedOnceAndThenToldTheTrueReasonWithTheLastAttempt() throws MessagingException {
        outbound.attempt(mail);
        assertThat(outbound.context.getSentMails()).isEmpty();

        outbound.clock.advance(Duration.ofHours(4));
        outbound.attempt(mail);
        outbound.clock.advance(Duration.ofHours(1));
        outbound.attempt(mail);
        assertThat(outbound.context.getSentMails()).hasSize(1);
        assertThat(Notice.last(outbound.context).status()).contains("Action: delayed", "Status: 4.7.4");

        outbound.clock.advance(Duration.ofHours(43).minusMinutes(2));
        assertThat(outbound.attempt(mail)).contains(Duration.ofMinutes(2));
        outbound.clock.advance(Duration.ofMinutes(2));
        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(outbound.context.getSentMails()).hasSize(2);
        assertThat(Notice.last(outbound.context).status())
                .contains("Action: failed", "Status: 5.7.10", "starttls-not-supported: ");
    }

    @Test
    void thePartnersOwnTimeToGiveUp() throws MessagingException {
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE,
                new OutboundPolicy(
                        SECURE,
                        Outbound.policy(SECURE, server, OnFailure.DEFER).nextHop(),
                        OnFailure.DEFER,
                        Optional.of(Duration.ofMinutes(3)))));
        outbound.attempt(mail);
        outbound.clock.advance(Duration.ofMinutes(3));

        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(Notice.last(outbound.context).status()).contains("Status: 5.7.10");
    }

    @Test
    void onFailureBounceReturnsAtOnceWhatTlsKept() throws MessagingException {
        outbound.become(Outbound.partner(PartnerMode.ENFORCE, Outbound.policy(SECURE, server, OnFailure.BOUNCE)));

        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(Notice.last(outbound.context).status()).contains("Status: 5.7.10");
    }

    @Test
    void onFailureBounceIsForTlsOnly() throws MessagingException {
        outbound.become(Outbound.partner(PartnerMode.ENFORCE, Outbound.policy(SECURE, server, OnFailure.BOUNCE)));
        server.close();

        assertThat(outbound.attempt(mail)).isPresent();
    }

    @Test
    void afterNetworkTroubleTheReturnNamesIt() throws MessagingException {
        server.answering("GREETING", CLOSE);
        outbound.clock.advance(Duration.ofDays(2));

        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(Notice.last(outbound.context).status())
                .contains("Status: 5.4.2")
                .doesNotContain("Remote-MTA");
    }

    @Test
    void aRefusalIsReturnedAndADeferralWaits() throws MessagingException {
        Mail three = outbound.queued("a@contoso.test", "b@contoso.test", "c@contoso.test");
        server.withTls(CA.issue(NAME)).answering("RCPT", "250 ok", "450 4.2.1 later", "550 5.1.1 unknown");

        assertThat(outbound.attempt(three)).contains(Duration.ofMinutes(1));

        assertThat(three.getRecipients()).containsExactly(address("b@contoso.test"));
        assertThat(outbound.context.getSentMails()).hasSize(1);
        assertThat(Notice.last(outbound.context).status())
                .contains("Final-Recipient: rfc822; c@contoso.test", "Remote-MTA: dns; [127.0.0.1]")
                .doesNotContain("a@contoso.test", "b@contoso.test");
    }

    @Test
    void nobodyIsSentToTwiceAndNobodyIsForgottenWhenTheNoticeCannotBeSent() {
        var broken = new Outbound(Outbound.enforced(SECURE, server), Outbound.SETTINGS, Optional.of(brokenContext()));
        Mail three = broken.queued("a@contoso.test", "b@contoso.test", "c@contoso.test");
        server.withTls(CA.issue(NAME)).answering("RCPT", "250 ok", "450 4.2.1 later", "550 5.1.1 unknown");

        try (broken) {
            assertThatThrownBy(() -> broken.attempt(three)).isInstanceOf(MessagingException.class);
        }
        assertThat(three.getRecipients()).containsExactly(address("b@contoso.test"), address("c@contoso.test"));
    }

    @Test
    void whatTheDnsSaysIsFinalIsReturnedAndWhatItDoesNotSayWaits() throws MessagingException {
        outbound.become(Outbound.byMx(PartnerMode.ENFORCE, SECURE));
        outbound.dns.silent("contoso.test").mx("fabrikam.test", ".");

        assertThat(outbound.attempt(mail)).isPresent();
        assertThat(outbound.attempt(outbound.queued("x@fabrikam.test"))).isEmpty();
        assertThat(Notice.last(outbound.context).status()).contains("Status: 5.1.10");
        assertThat(outbound.attempt(outbound.queued("x@nowhere.test"))).isEmpty();
        assertThat(Notice.last(outbound.context).status()).contains("Status: 5.1.2");
    }

    @Test
    void aNoticeIsNeverAnsweredWithANotice() throws MessagingException {
        Mail notice = Attempting.message("Subject: notice\r\n\r\n", "", RECIPIENT);
        server.withTls(CA.issue(NAME)).answering("RCPT", "550 5.1.1 unknown");

        assertThat(outbound.attempt(notice)).isEmpty();
        assertThat(notice.getRecipients()).isEmpty();
        assertThat(outbound.context.getSentMails()).isEmpty();
        assertThat(outbound.log.lines().get(0)).contains("verdict=bounced");
    }

    @Test
    void anAddressThatWouldSayCommandsIsReturnedAndNotSaid() throws MessagingException {
        Mail forged = outbound.queued("\"x\\\r\\\nDATA\"@contoso.test", RECIPIENT);
        server.withTls(CA.issue(NAME));

        assertThat(outbound.attempt(forged)).isEmpty();
        assertThat(server.heardInTls()).containsOnlyOnce("RCPT TO").containsOnlyOnce("DATA");
        assertThat(Notice.last(outbound.context).status())
                .contains("Status: 5.1.3", "utf-8; \"x\\x{5C}\\x{0D}\\x{5C}\\x{0A}DATA\"@contoso.test");
    }

    /** Its pipeline takes nothing. */
    private static MailetContext brokenContext() {
        return (MailetContext) Proxy.newProxyInstance(
                MailetContext.class.getClassLoader(), new Class<?>[] {MailetContext.class}, (proxy, method, given) -> {
                    throw new MessagingException("the spool is full");
                });
    }
}
