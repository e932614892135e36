package dev.postern.mailets;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.arrival.Arrival.Verdict;
import dev.postern.arrival.RecordedSession;
import dev.postern.dsn.Origin;
import dev.postern.inbound.InboundCheck;
import dev.postern.partner.PartnerFixture;
import dev.postern.smtp.DecisionLines;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tracking.TrackingFixture;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;

class RejectViolationTest {
    private static final TlsSession TLS =
            new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of());

    private static final CertificateAuthority CA = CertificateAuthority.create("CA");

    private final PartnerFixture contoso = PartnerFixture.contoso();

    @Test
    void mail_that_entered_past_the_hooks_is_rejected() throws MessagingException {
        try (var log = new DecisionLines()) {
            Mail mail = message("bob@contoso.test", "From: bob@contoso.test");
            service(mail, contoso);
            assertThat(mail.getState()).isEqualTo("rejected");
            assertThat(Rejection.of(mail))
                    .hasValueSatisfying(
                            rejection -> assertThat(rejection.partner()).isEqualTo("contoso"));
            assertThat(mail.getErrorMessage()).startsWith("no record of how it arrived");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("inbound message=Mail1 partner=contoso wanted=encrypt version=none cipher=none"
                            + " certificate=none verdict=quarantined reason=\"no record of how it arrived");
        }
    }

    @Test
    void the_gateways_own_dsn_passes_though_its_name_lies_in_a_partners_domain() throws MessagingException {
        for (Origin origin : Origin.values()) {
            Mail mail = message("", "From: MAILER-DAEMON@gw.contoso.test");
            origin.markOn(mail);
            service(mail, contoso);
            assertThat(mail.getState()).isNotEqualTo("rejected");
        }
    }

    @Test
    void a_client_cannot_pass_its_mail_off_as_the_gateways_own() throws MessagingException {
        Mail mail = message("", "From: MAILER-DAEMON@gw.contoso.test", "Auto-Submitted: auto-replied");
        Origin.DSN.markOn(mail);
        arrived(mail, Optional.of("contoso"), Verdict.VIOLATED, Optional.of("the connection is in clear text"));
        service(mail, contoso);
        assertThat(mail.getState()).isEqualTo("rejected");
    }

    @Test
    void the_null_sender_proves_nothing() throws MessagingException {
        Mail mail = message("", "From: MAILER-DAEMON@gw.contoso.test", "Auto-Submitted: auto-replied");
        mail.setAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE);
        service(mail, contoso);
        assertThat(mail.getState()).isEqualTo("rejected");
    }

    @Test
    void a_partner_in_the_header_only_is_rejected_too() throws MessagingException {
        Mail mail = message("", "From: eve@evil.test", "From: bob@contoso.test");
        service(mail, contoso);
        assertThat(mail.getState()).isEqualTo("rejected");
    }

    @Test
    void mail_on_record_as_violated_is_rejected_with_that_reason() throws MessagingException {
        Mail mail = message("bob@contoso.test", "Subject: x");
        arrived(mail, Optional.of("contoso"), Verdict.VIOLATED, Optional.of("the connection is in clear text"));
        service(mail, contoso);
        assertThat(mail.getState()).isEqualTo("rejected");
        assertThat(Rejection.of(mail)).contains(new Rejection("contoso", "the connection is in clear text"));
    }

    @Test
    void mail_on_record_as_agreed_passes() throws MessagingException {
        try (var log = new DecisionLines()) {
            Mail mail = message("bob@contoso.test", "From: kim@fabrikam.test");
            arrived(mail, Optional.of("contoso,fabrikam"), Verdict.SATISFIED, Optional.empty());
            service(mail, contoso, PartnerFixture.named("fabrikam", "fabrikam.test"));
            assertThat(mail.getState()).isNotEqualTo("rejected");
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void the_agreement_of_one_partner_does_not_speak_for_another() throws MessagingException {
        Mail mail = message("bob@contoso.test", "From: kim@fabrikam.test");
        arrived(mail, Optional.of("contoso"), Verdict.SATISFIED, Optional.empty());
        service(
                mail,
                contoso,
                PartnerFixture.named("fabrikam", "fabrikam.test")
                        .over(new TlsPolicy.Secure(
                                TlsVersion.TLS_1_2,
                                List.of(CertificateMatch.parse("mail.fabrikam.test")
                                        .orElseThrow()),
                                CA.trustAnchors())));
        assertThat(mail.getState()).isEqualTo("rejected");
        assertThat(Rejection.of(mail)).contains(new Rejection("fabrikam", "the peer presented no certificate"));
    }

    @Test
    void mail_that_was_nobodys_when_it_arrived_in_clear_text_did_not_arrive_as_agreed() throws MessagingException {
        Mail mail = message("bob@contoso.test", "Subject: x");
        Arrival.over(new TlsSession.Clear(), Optional.empty(), Verdict.NO_PARTNER, Optional.empty())
                .writeTo(mail);
        service(mail, contoso);
        assertThat(mail.getState()).isEqualTo("rejected");
        assertThat(Rejection.of(mail)).contains(new Rejection("contoso", "the connection is in clear text"));
    }

    @Test
    void mail_that_arrived_before_the_partner_was_added_is_judged_by_how_it_arrived() throws MessagingException {
        Mail mail = message("bob@contoso.test", "Subject: x");
        arrived(mail, Optional.empty(), Verdict.NO_PARTNER, Optional.empty());
        service(mail, contoso);
        assertThat(mail.getState()).isNotEqualTo("rejected");
    }

    @Test
    void so_is_mail_that_arrived_before_the_partner_was_renamed_by_its_certificate() throws MessagingException {
        var fixture = PartnerFixture.named("contoso-ltd", "contoso.test")
                .over(new TlsPolicy.Secure(
                        TlsVersion.TLS_1_2,
                        List.of(CertificateMatch.parse("mail.contoso.test").orElseThrow()),
                        CA.trustAnchors()));

        for (String name : List.of("mail.contoso.test", "mail.evil.test")) {
            Mail mail = message("bob@contoso.test", "Subject: x");
            TlsSession session = new TlsSession.Encrypted(
                    TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", CA.issue(name).chain());
            Arrival.over(session, Optional.of("contoso"), Verdict.SATISFIED, Optional.empty())
                    .writeTo(mail);
            RecordedSession.writeTo(mail, session);
            service(mail, fixture);
            assertThat("rejected".equals(mail.getState())).isEqualTo(name.equals("mail.evil.test"));
        }
    }

    @Test
    void a_source_that_the_new_entry_does_not_allow_is_rejected() throws MessagingException {
        Mail mail = message("bob@contoso.test", "Subject: x");
        arrived(mail, Optional.empty(), Verdict.NO_PARTNER, Optional.empty());
        service(mail, contoso.from("192.0.2.0/24"));
        assertThat(mail.getState()).isEqualTo("rejected");
    }

    @Test
    void nobodys_mail_and_our_own_notices_pass() throws MessagingException {
        for (Mail mail :
                List.of(message("eve@evil.test", "From: eve@evil.test"), message("", "From: postmaster@example.org"))) {
            service(mail, contoso);
            assertThat(mail.getState()).isNotEqualTo("rejected");
            assertThat(Rejection.of(mail)).isEmpty();
        }
    }

    @Test
    void monitor_mode_only_logs() throws MessagingException {
        try (var log = new DecisionLines()) {
            Mail mail = message("bob@contoso.test", "Subject: x");
            service(mail, contoso.monitored());
            assertThat(mail.getState()).isNotEqualTo("rejected");
            assertThat(Rejection.of(mail)).isEmpty();
            assertThat(log.lines()).singleElement().asString().contains("verdict=would-quarantine");
        }
    }

    @Test
    void what_the_hooks_logged_in_monitor_mode_is_not_logged_again() throws MessagingException {
        try (var log = new DecisionLines()) {
            Mail mail = message("bob@contoso.test", "Subject: x");
            arrived(mail, Optional.of("contoso"), Verdict.VIOLATED, Optional.of("clear text"));
            service(mail, contoso.monitored());
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void a_monitored_partner_does_not_shield_an_enforced_one() throws MessagingException {
        Mail mail = message("bob@contoso.test", "From: kim@fabrikam.test");
        service(mail, contoso.monitored(), PartnerFixture.named("fabrikam", "fabrikam.test"));
        assertThat(mail.getState()).isEqualTo("rejected");
    }

    @Test
    void the_processor_is_a_parameter() throws MessagingException {
        var mailet = new RejectViolation(
                PartnerFixture.partners(contoso), new InboundCheck(Clock.systemUTC()), TrackingFixture.log());
        mailet.init(FakeMailetConfig.builder()
                .setProperty("processor", "quarantine")
                .build());
        Mail mail = message("bob@contoso.test", "Subject: x");
        mailet.service(mail);
        assertThat(mail.getState()).isEqualTo("quarantine");
        assertThat(mailet.requiredProcessingState()).containsExactly(new ProcessingState("quarantine"));
    }

    @Test
    void a_monitored_partner_in_the_header_does_not_have_the_kept_mail_of_another_rejected() throws MessagingException {
        Mail mail = message("bob@contoso.test", "From: eve@fabrikam.test");
        Arrival.over(
                        TLS,
                        Optional.of("fabrikam"),
                        Optional.of("contoso"),
                        Verdict.VIOLATED,
                        Optional.of("the client presented no certificate"))
                .writeTo(mail);
        service(mail, contoso, PartnerFixture.named("fabrikam", "fabrikam.test").monitored());
        assertThat(mail.getState()).isNotEqualTo("rejected");
    }

    private static void arrived(Mail mail, Optional<String> partner, Verdict verdict, Optional<String> reason) {
        Arrival.over(TLS, partner, verdict, reason).writeTo(mail);
    }

    private static void service(Mail mail, PartnerFixture... partners) throws MessagingException {
        var mailet = new RejectViolation(
                PartnerFixture.partners(partners), new InboundCheck(Clock.systemUTC()), TrackingFixture.log());
        mailet.init(FakeMailetConfig.builder().build());
        mailet.service(mail);
    }
}
