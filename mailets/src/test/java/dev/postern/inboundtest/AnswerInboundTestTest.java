package dev.postern.inboundtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.acceptance.Acceptance;
import dev.postern.acceptance.AcceptanceOnMail;
import dev.postern.arrival.Arrival;
import dev.postern.arrival.RecordedSession;
import dev.postern.delivery.MovableClock;
import dev.postern.dsn.Origin;
import dev.postern.inbound.InboundCheck;
import dev.postern.inboundtest.InboundTest.Progress.Reported;
import dev.postern.inboundtest.InboundTests.Issue.Issued;
import dev.postern.inboundtest.TestEvent.Kind;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerFixture;
import dev.postern.route.DeliverySettings;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;

/** A test message is judged, reported once to its envelope sender, and delivered to nobody. */
class AnswerInboundTestTest {
    private static final TlsSession TLS_1_3 =
            new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of());

    private final PartnerFixture contoso = PartnerFixture.contoso();
    private PartnerDirectory directory = PartnerFixture.directory(contoso);
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final InMemoryTestStore store = new InMemoryTestStore();
    private final InboundTests tests = new InboundTests(() -> directory, store, clock);
    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final AnswerInboundTest mailet = mailet(tests, context);
    private final Issued issued;

    AnswerInboundTestTest() throws IOException, MessagingException {
        issued = (Issued)
                tests.issue(contoso.partner(), DnsName.parse("example.org").orElseThrow(), Duration.ofHours(1));
    }

    private AnswerInboundTest mailet(InboundTests issuedTests, MailetContext mailetContext) throws MessagingException {
        var made = new AnswerInboundTest(
                issuedTests,
                new InboundCheck(clock),
                new DeliverySettings(
                        "gw.example.org", 25, List.of(Duration.ofMinutes(1)), Duration.ofHours(4), Duration.ofDays(2)),
                clock);
        made.init(FakeMailetConfig.builder().mailetContext(mailetContext).build());
        return made;
    }

    private void partner(PartnerFixture changed) {
        directory = PartnerFixture.directory(changed);
    }

    /** As our hooks leave it, from a sender whose header names three other people. */
    private Mail accepted(TlsSession session) throws MessagingException, IOException {
        Mail mail = message(session);
        tests.accept(mail.getMaybeSender(), mail.getRecipients().iterator().next(), mail.getName());
        return mail;
    }

    private Mail message(TlsSession session) throws MessagingException {
        String text = """
                From: victim@from.test\r
                Sender: victim@sender.test\r
                Reply-To: victim@reply.test\r
                Return-Path: <victim@return.test>\r
                Disposition-Notification-To: victim@mdn.test\r
                Subject: spam-subject\r
                Message-ID: <spam-id@contoso.test>\r
                \r
                spam-content\r
                """;
        Mail mail = FakeMail.builder()
                .name("Mail1")
                .sender("bob@contoso.test")
                .recipients(issued.address().toString())
                .mimeMessage(new MimeMessage(null, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                .remoteAddr("198.51.100.7")
                .build();
        Arrival.over(session, Optional.empty(), Arrival.Verdict.SATISFIED, Optional.empty())
                .writeTo(mail);
        RecordedSession.writeTo(mail, session);
        return mail;
    }

    private FakeMailContext.SentMail report() {
        assertThat(context.getSentMails()).hasSize(1);
        return context.getSentMails().get(0);
    }

    private String text() {
        try {
            return String.valueOf(report().getMsg().getContent());
        } catch (IOException | MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private TestEvent judged() {
        return tests.events(issued.test(), 0).stream()
                .filter(event -> event.kind() == Kind.MESSAGE_JUDGED)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_message_is_delivered_to_nobody() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        mailet.service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
        assertThat(report().getRecipients()).containsExactly(new MailAddress("bob@contoso.test"));
    }

    /** RFC 3834: nothing answers it, so that nothing can be in a loop with it. */
    @Test
    void the_report_is_from_the_null_sender_and_marked_as_automatic() throws MessagingException, IOException {
        mailet.service(accepted(TLS_1_3));
        assertThat(report().getSender()).isNull();
        assertThat(report().getMsg().getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(report().getAttributes())
                .anySatisfy((name, attribute) ->
                        assertThat(attribute.getValue().value()).isEqualTo(Origin.TEST_REPORT.name()));
    }

    @Test
    void the_report_holds_nothing_of_the_message() throws MessagingException, IOException {
        mailet.service(accepted(TLS_1_3));
        var all = new ByteArrayOutputStream();
        report().getMsg().writeTo(all);
        assertThat(all.toString(StandardCharsets.UTF_8))
                .doesNotContain(
                        "spam", "victim", "postern-test-", issued.address().toString());
    }

    @Test
    void as_agreed() throws MessagingException, IOException {
        mailet.service(accepted(TLS_1_3));
        assertThat(text())
                .contains(
                        "Source address:     198.51.100.7",
                        "TLS version:        TLSv1.3",
                        "Cipher suite:       TLS_AES_256_GCM_SHA384",
                        "Client certificate: none",
                        "Verdict: as agreed.",
                        "  yes  TLS 1.3",
                        "  no  a client certificate with an agreed fingerprint");
        assertThat(tests.byId(issued.test().id()).orElseThrow().progress())
                .isInstanceOfSatisfying(
                        Reported.class, reported -> assertThat(reported.kept()).isTrue());
    }

    @Test
    void clear_text_while_the_rule_is_monitored() throws MessagingException, IOException {
        partner(contoso.monitored());
        mailet.service(accepted(new TlsSession.Clear()));
        assertThat(text())
                .contains(
                        "TLS version:        none: clear text",
                        "Verdict: not as agreed (starttls-not-supported).",
                        "The agreement is only monitored at present.",
                        "  530 5.7.10 Encryption needed: mail from contoso.test is accepted over TLS only",
                        "Have your mail server require TLS towards our gateway: it did not say STARTTLS.",
                        "  no  TLS 1.2 or newer");
        assertThat(judged().facts()).containsEntry("Mode", "monitor").containsEntry("Rule", "encrypt");
        assertThat(tests.byId(issued.test().id()).orElseThrow().progress())
                .isInstanceOfSatisfying(
                        Reported.class, reported -> assertThat(reported.kept()).isFalse());
    }

    @Test
    void an_old_version() throws MessagingException, IOException {
        partner(contoso.monitored().over(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3)));
        mailet.service(accepted(new TlsSession.Encrypted(TlsVersion.TLS_1_2, "TLS_ECDHE_RSA", List.of())));
        assertThat(text())
                .contains(
                        "550 5.7.10",
                        "Allow a newer version of TLS on your mail server; TLSv1.2 is older than agreed.");
    }

    @Test
    void outside_the_sources() throws MessagingException, IOException {
        partner(contoso.monitored().from("192.0.2.0/24"));
        mailet.service(accepted(TLS_1_3));
        assertThat(text())
                .contains(
                        "550 5.7.1 Mail from contoso.test is not accepted from this host",
                        "Send from one of the addresses")
                .doesNotContain("192.0.2.0");
    }

    @Test
    void the_agreed_certificate_and_another_one() throws MessagingException, IOException {
        X509Certificate certificate =
                CertificateAuthority.selfSigned("mx.contoso.test").certificate();
        var pinned = new TlsPolicy.Fingerprint(
                TlsVersion.TLS_1_2, Set.of(CertificateFingerprint.ofCertificate(certificate)));
        partner(contoso.over(pinned));
        mailet.service(
                accepted(new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of(certificate))));
        assertThat(text())
                .contains(
                        "Its DNS names:      mx.contoso.test",
                        CertificateFingerprint.ofPublicKey(certificate).toString(),
                        "Verdict: as agreed.",
                        "  yes  a client certificate with an agreed fingerprint",
                        "  no  a client certificate of a public CA");
    }

    /** What is agreed stays with us: the partner learns of its own certificate only. */
    @Test
    void a_certificate_that_is_not_agreed() throws MessagingException, IOException {
        var agreed = CertificateFingerprint.ofCertificate(
                CertificateAuthority.selfSigned("agreed.contoso.test").certificate());
        partner(contoso.monitored().over(new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(agreed))));
        X509Certificate other =
                CertificateAuthority.selfSigned("other.contoso.test").certificate();
        mailet.service(
                accepted(new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of(other))));
        assertThat(text())
                .contains("Verdict: not as agreed (certificate-not-trusted).", "550 5.7.1", "have this one agreed")
                .doesNotContain(agreed.hex());
    }

    @Test
    void no_certificate_where_one_is_agreed() throws MessagingException, IOException {
        var agreed = CertificateFingerprint.ofCertificate(
                CertificateAuthority.selfSigned("agreed.contoso.test").certificate());
        partner(contoso.monitored().over(new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(agreed))));
        mailet.service(accepted(TLS_1_3));
        assertThat(text()).contains("Have your mail server present the agreed client certificate: it presented none.");
    }

    /** A redelivery from the spool after a kill -9 right behind the durable step. */
    @Test
    void the_same_message_again_makes_no_second_report() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        mailet.service(mail);
        Mail again = message(TLS_1_3);
        mailet(new InboundTests(() -> directory, store, clock), context).service(again);
        assertThat(again.getState()).isEqualTo(Mail.GHOST);
        assertThat(context.getSentMails()).hasSize(1);
    }

    @Test
    void it_is_on_disk_as_reported_before_the_report_is_sent() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        List<InboundTest> whenSent = new ArrayList<>();
        mailet(tests, sending(() -> whenSent.addAll(store.read()))).service(mail);
        assertThat(whenSent)
                .singleElement()
                .satisfies(test -> assertThat(test.progress()).isInstanceOf(Reported.class));
    }

    private static MailetContext sending(Runnable what) {
        return (MailetContext) Proxy.newProxyInstance(
                AnswerInboundTestTest.class.getClassLoader(),
                new Class<?>[] {MailetContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("sendMail")) {
                        what.run();
                    }
                    return null;
                });
    }

    @Test
    void while_the_step_cannot_be_stored_the_message_stays_in_the_spool() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        store.full = true;
        assertThatThrownBy(() -> mailet.service(mail)).isInstanceOf(MessagingException.class);
        assertThat(context.getSentMails()).isEmpty();
        store.full = false;
        mailet.service(mail);
        assertThat(context.getSentMails()).hasSize(1);
    }

    @Test
    void a_report_that_cannot_be_sent_is_not_tried_again() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        mailet(tests, sending(() -> {
                    throw new IllegalStateException("as this test wants it");
                }))
                .service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
        assertThat(tests.events(issued.test(), 0))
                .extracting(TestEvent::kind)
                .containsExactly(Kind.MESSAGE_JUDGED, Kind.REPORT_DROPPED);
    }

    /** Past the hooks nobody looked at the sender. */
    @Test
    void a_message_that_no_test_has_accepted_is_set_aside() throws MessagingException {
        Mail mail = message(TLS_1_3);
        mailet.service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.ERROR);
        assertThat(context.getSentMails()).isEmpty();
    }

    @Test
    void nobody_gets_a_report_whose_domain_is_the_partners_no_more() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        partner(PartnerFixture.named("contoso", "contoso-new.test"));
        mailet.service(mail);
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
        assertThat(context.getSentMails()).isEmpty();
        assertThat(tests.events(issued.test(), 0)).extracting(TestEvent::kind).containsExactly(Kind.REPORT_DROPPED);
    }

    /** The entry may be removed between the verdict and the sending, or while the report is in the spool. */
    @Test
    void the_report_keeps_the_rule_that_the_partner_had_at_the_verdict() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        store.whenStored = () -> directory = PartnerDirectory.empty();

        mailet.service(mail);

        Mail spooled = FakeMail.builder().name("report").build();
        report().getAttributes().values().forEach(spooled::setAttribute);
        AcceptanceOnMail.write(spooled, DnsName.parse("contoso.test").orElseThrow(), Optional.empty());
        assertThat(AcceptanceOnMail.of(spooled))
                .isInstanceOfSatisfying(
                        Acceptance.Bound.class,
                        bound -> assertThat(bound.rule().partner()).isEqualTo("contoso"));
    }

    @Test
    void a_domain_that_went_to_another_partner_gets_no_report() throws MessagingException, IOException {
        Mail mail = accepted(TLS_1_3);
        partner(PartnerFixture.named("successor", "contoso.test"));
        mailet.service(mail);
        assertThat(context.getSentMails()).isEmpty();
    }
}
