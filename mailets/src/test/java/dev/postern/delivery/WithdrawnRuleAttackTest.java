package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.acceptance.Acceptance;
import dev.postern.acceptance.AcceptanceOnMail;
import dev.postern.address.OutboundAddresses;
import dev.postern.dsn.DsnSender;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerMode;
import dev.postern.partner.RetryTimes;
import dev.postern.partner.Submission;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.route.Route;
import dev.postern.sasl.Credentials;
import dev.postern.sasl.Password;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The partners file changes under mail that was accepted for an enforced partner: by mistake, by a cut, or on purpose. */
class WithdrawnRuleAttackTest {
    /** The partner's server, and an impostor's: nothing of the mail may reach either but as agreed. */
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    private final Outbound outbound = new Outbound(Outbound.enforced(SECURE, server));
    private final Mail mail = outbound.accepted(RECIPIENT);

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    private void staysUnderItsRule() throws MessagingException {
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(outbound.attempt(mail)).isPresent();
            outbound.clock.advance(Duration.ofMinutes(10));
        }
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
        assertThat(mail.getRecipients()).hasSize(1);
    }

    private void isDelivered() throws MessagingException {
        isDelivered(mail);
    }

    private void isDelivered(Mail mail) throws MessagingException {
        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(server.messages()).hasSize(1);
    }

    @Test
    void aPartnerWhoseEntryIsGoneStillGetsNothingInClearText() throws MessagingException {
        outbound.become(Outbound.everyoneElse(server));

        staysUnderItsRule();
    }

    @Test
    void norAnythingOverTlsThatDoesNotSatisfyTheRuleOfThen() throws MessagingException {
        server.withTls(CertificateAuthority.selfSigned(NAME));
        outbound.become(Outbound.everyoneElse(server));

        staysUnderItsRule();
        assertThat(outbound.log.lines()).allMatch(line -> line.contains("partner=contoso wanted=secure"));
    }

    @Test
    void mailWhoseRuleIsSatisfiedIsDeliveredThoughTheEntryIsGone() throws MessagingException {
        server.withTls(CA.issue(NAME));
        outbound.become(Outbound.everyoneElse(server));

        isDelivered();
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
    }

    @Test
    void anEntryThatIsOnlyMonitoredNowLetsNothingGo() throws MessagingException {
        outbound.become(Outbound.monitored(SECURE, server));

        staysUnderItsRule();
    }

    @Test
    void aLowerLevelDoesNotHoldForMailThatWasAcceptedUnderAHigherOne() throws MessagingException {
        server.withTls(CertificateAuthority.selfSigned(NAME));
        outbound.become(Outbound.enforced(ENCRYPT, server));

        staysUnderItsRule();
    }

    @Test
    void norDoesAnOlderVersionAtTheSameLevel() throws MessagingException {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2");
        outbound.become(Outbound.enforced(Attempting.secure(TlsVersion.TLS_1_3), server));
        Mail accepted = outbound.accepted(RECIPIENT);
        outbound.become(Outbound.enforced(SECURE, server));

        assertThat(outbound.attempt(accepted)).isPresent();
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
    }

    @Test
    void aWeakerEntryThatAsksForANewerVersionDoesNotLowerEither() throws MessagingException {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2");
        outbound.become(Outbound.enforced(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3), server));

        staysUnderItsRule();
    }

    @Test
    void aDomainThatMovedToAnotherPartnerDoesNotTakeItsMailAlong() throws MessagingException {
        server.withTls(CA.issue("mx.fabrikam.test"));
        TlsPolicy fabrikams = new TlsPolicy.Secure(
                TlsVersion.TLS_1_2,
                List.of(CertificateMatch.parse("mx.fabrikam.test").orElseThrow()),
                CA.trustAnchors());
        outbound.become(Outbound.partner(
                "fabrikam", PartnerMode.ENFORCE, Outbound.policy(fabrikams, server, OnFailure.BOUNCE)));

        staysUnderItsRule();
        assertThat(outbound.log.lines()).allMatch(line -> line.contains("now belongs to partner fabrikam"));
    }

    @Test
    void aRenamedPartnerWithTheSameRuleTakesItsMailAlong() throws MessagingException {
        server.withTls(CA.issue(NAME));
        outbound.become(
                Outbound.partner("contoso-ltd", PartnerMode.ENFORCE, Outbound.policy(SECURE, server, OnFailure.DEFER)));

        isDelivered();
        assertThat(outbound.log.lines()).singleElement().asString().contains("partner=contoso-ltd");
    }

    @Test
    void anAdministratorWhoCorrectsTheNameOfTheSameEntryHasDecided() throws MessagingException {
        server.withTls(CA.issue("new.contoso.test"));
        outbound.attempt(mail);
        TlsPolicy corrected = new TlsPolicy.Secure(
                TlsVersion.TLS_1_2,
                List.of(CertificateMatch.parse("new.contoso.test").orElseThrow()),
                CA.trustAnchors());
        outbound.become(Outbound.enforced(corrected, server));

        isDelivered();
    }

    @Test
    void mailThatIsReleasedGoesByTheRuleOfNow() throws MessagingException {
        outbound.become(Outbound.everyoneElse(server));
        staysUnderItsRule();

        outbound.release("fabrikam");
        staysUnderItsRule();
        outbound.release("contoso");

        isDelivered();
    }

    @Test
    void aPartnerThatIsRemovedWhileItsMailIsInTheSpoolLetsNothingGo() throws MessagingException {
        Mail spooled = Attempting.mail(RECIPIENT);
        AcceptanceOnMail.writeForRecipients(
                spooled,
                new PartnerDirectory(
                        Outbound.enforced(SECURE, server).partner().stream().toList())::partnerOf);
        outbound.become(Outbound.everyoneElse(server));

        outbound.accept(spooled);

        assertThat(outbound.attempt(spooled)).isPresent();
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
        assertThat(spooled.getAttribute(AcceptanceOnMail.OF_RECIPIENTS)).isEmpty();
    }

    /** A DSN has what the partner wrote in it: its subject, and often the whole message. */
    @Test
    void aPartnerThatIsRemovedWhileADsnForItIsInTheSpoolLetsNothingGo() throws MessagingException {
        Mail partners = Attempting.mail("nobody@example.org");
        partners.getMessage().setSubject(SECRET);
        ((MailImpl) partners).setSender(new MailAddress(RECIPIENT));
        var route = Outbound.enforced(SECURE, server);
        var cause = Cause.of(FailureKind.NO_SUCH_DOMAIN, "no such domain");
        Instant now = outbound.clock.instant();
        new DsnSender("gw.example.org", domain -> route.partner(), outbound.context, new MemoryBudget())
                .send(
                        partners,
                        List.of(ReportedOutcome.failed(new MailAddress("nobody@example.org"), cause)),
                        now,
                        now,
                        now);
        FakeMailContext.SentMail spooled = outbound.context.getSentMails().get(0);
        Mail dsn = MailImpl.builder()
                .name("dsn")
                .sender(MaybeSender.nullSender())
                .addRecipients(spooled.getRecipients())
                .mimeMessage(spooled.getMsg())
                .addAttributes(spooled.getAttributes().values())
                .build();
        outbound.become(Outbound.everyoneElse(server));

        outbound.accept(dsn);

        assertThat(outbound.attempt(dsn)).isPresent();
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
        assertThat(outbound.log.lines()).allMatch(line -> line.contains("partner=contoso wanted=secure"));
    }

    /** As {@code delivery.destinations} may say for domains that are nobody's. */
    private static Route ignoringStartTls(ScriptedSmtpServer server) {
        OutboundPolicy plain = Outbound.everyoneElse(server).policy();
        return new Route(
                Optional.empty(),
                new OutboundPolicy(
                        plain.tls(),
                        plain.clientCertificate(),
                        plain.nextHop(),
                        plain.submission(),
                        plain.onFailure(),
                        plain.times(),
                        IgnoredKeywords.of(List.of("STARTTLS")),
                        plain.addresses(),
                        plain.limits()));
    }

    @Test
    void aDestinationThatIgnoresStartTlsLetsNothingGo() throws MessagingException {
        outbound.become(ignoringStartTls(server));

        staysUnderItsRule();
    }

    /** Nor does it keep the mail from where it may go. */
    @Test
    void aDestinationThatIgnoresStartTlsHasNoSayInMailThatKeepsItsRule() throws MessagingException {
        server.withTls(CA.issue(NAME));
        outbound.become(ignoringStartTls(server));

        isDelivered();
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
    }

    @Test
    void aRuleThatCannotBeReadLetsNothingGo() throws MessagingException {
        server.withTls(CA.issue(NAME));
        mail.setAttribute(new Attribute(
                AcceptanceOnMail.ATTRIBUTE,
                AttributeValue.of("partner contoso\nlevel encrypt\nminVersion TLSv1.2\nunheardOf yes")));
        outbound.become(Outbound.everyoneElse(server));

        staysUnderItsRule();
        assertThat(outbound.log.lines()).allMatch(line -> line.contains("cannot be read"));
    }

    @Test
    void mailOfAnEarlierVersionKeepsTheRuleUnderWhichItWasFirstLookedAt() throws MessagingException {
        Mail old = outbound.queued(RECIPIENT);
        assertThat(AcceptanceOnMail.of(old)).isInstanceOf(Acceptance.Unrecorded.class);
        assertThat(outbound.attempt(old)).isPresent();
        outbound.become(Outbound.everyoneElse(server));

        assertThat(outbound.attempt(old)).isPresent();
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
    }

    @Test
    void mailForEveryoneElseFollowsAnEntryThatIsAddedAndRemovedAgain() throws MessagingException {
        outbound.become(Outbound.everyoneElse(server));
        Mail anybodys = outbound.accepted(RECIPIENT);
        outbound.become(Outbound.enforced(SECURE, server));
        assertThat(outbound.attempt(anybodys)).isPresent();
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM");
        outbound.become(Outbound.everyoneElse(server));

        assertThat(outbound.attempt(anybodys)).isEmpty();
    }

    /** Its server fails the rule of then, and satisfies that of now. */
    @Test
    void mailThatKeepsItsRuleHoldsUpNoneThatIsAcceptedNow() throws MessagingException {
        outbound.become(Outbound.monitored(SECURE, server));
        assertThat(outbound.attempt(mail)).isPresent();

        Mail later = outbound.accepted(RECIPIENT);

        assertThat(outbound.turn(later)).isInstanceOf(Dispatch.Now.class);
        isDelivered(later);
    }

    private static OutboundPolicy encryptTo(ScriptedSmtpServer first, ScriptedSmtpServer... others) {
        return to(ENCRYPT, Optional.empty(), first, others);
    }

    private static OutboundPolicy to(
            TlsPolicy tls, Optional<Credentials> login, ScriptedSmtpServer first, ScriptedSmtpServer... others) {
        return new OutboundPolicy(
                tls,
                Optional.empty(),
                Optional.of(new NextHop("127.0.0.1", first.port())),
                new Submission(
                        Stream.of(others)
                                .map(other -> new NextHop("127.0.0.1", other.port()))
                                .toList(),
                        Optional.empty(),
                        login),
                OutboundPolicy.OnFailure.DEFER,
                RetryTimes.ofGateway(),
                IgnoredKeywords.none(),
                OutboundAddresses.UNWRITTEN,
                OutboundLimits.NONE);
    }

    /** The mail was accepted at level encrypt, of TLS 1.3; the entry of now is at level secure, of TLS 1.2, and has a password. */
    private void isSentUnderBothRules(IssuedCertificate certificate) throws MessagingException {
        server.withTls(certificate).offering("AUTH PLAIN").answeringInTls("AUTH", "235 2.7.0 welcome");
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE, to(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3), Optional.empty(), server)));
        Mail accepted = outbound.accepted(RECIPIENT);
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE, to(SECURE, Optional.of(new Credentials("gw", new Password("s3cret"))), server)));
        outbound.attempt(accepted);
    }

    /** The level was raised while the mail waits; the version was lowered with it. */
    @Test
    void anImpostorGetsNoMailThatWasAcceptedAtALowerLevelAndANewerVersion() throws MessagingException {
        server.withTls(CertificateAuthority.selfSigned(NAME));
        outbound.become(Outbound.partner(
                PartnerMode.ENFORCE, to(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3), Optional.empty(), server)));
        Mail accepted = outbound.accepted(RECIPIENT);
        outbound.become(Outbound.partner(PartnerMode.ENFORCE, to(SECURE, Optional.empty(), server)));
        outbound.attempt(accepted);

        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
    }

    @Test
    void anImpostorHearsNoPasswordForMailThatWasAcceptedAtALowerLevel() throws MessagingException {
        isSentUnderBothRules(CertificateAuthority.selfSigned(NAME));

        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("AUTH", "MAIL FROM", SECRET);
    }

    @Test
    void theServerOfTheStricterEntryHearsIt() throws MessagingException {
        isSentUnderBothRules(CA.issue(NAME));

        assertThat(server.heardInTls()).contains("AUTH PLAIN");
        assertThat(server.messages()).hasSize(1);
        assertThat(server.conversations()).allMatch(talk -> talk.tlsVersion().equals("TLSv1.3"));
    }

    private void goesNowhereElse(Route now) throws MessagingException {
        server.withTls(CA.issue(NAME)).answering("GREETING", "421 not now");
        outbound.become(Outbound.partner(PartnerMode.ENFORCE, encryptTo(server)));
        Mail accepted = outbound.accepted(RECIPIENT);
        outbound.become(now);

        assertThat(outbound.attempt(accepted)).isPresent();
    }

    @Test
    void aWeakerEntryHasAnotherNextHopBesides() throws MessagingException {
        try (var other = new ScriptedSmtpServer()) {
            other.withTls(CertificateAuthority.selfSigned(NAME));

            goesNowhereElse(Outbound.partner(PartnerMode.MONITOR, encryptTo(server, other)));

            assertThat(other.heardInTls()).doesNotContain("MAIL FROM", SECRET);
        }
    }

    @Test
    void aRenamedPartnerHasAnotherNextHopBesides() throws MessagingException {
        try (var other = new ScriptedSmtpServer()) {
            other.withTls(CertificateAuthority.selfSigned(NAME));

            goesNowhereElse(Outbound.partner("contoso-ag", PartnerMode.ENFORCE, encryptTo(server, other)));

            assertThat(other.heardInTls()).doesNotContain("MAIL FROM", SECRET);
        }
    }
}
