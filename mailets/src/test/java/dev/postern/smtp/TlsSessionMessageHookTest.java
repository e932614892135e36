package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.arrival.Arrival.Verdict;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerFixture;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.protocols.lib.handler.HandlersPackage;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSessionMessageHookTest {
    private static final String NEEDS_TLS =
            "530 5.7.10 Encryption needed: mail from contoso.test is accepted over TLS only";

    private final PartnerFixture contoso = PartnerFixture.contoso();

    /** The core handlers of somebody who forgot the hook of MAIL FROM. */
    public static final class WithoutMailHook implements HandlersPackage {
        @Override
        public List<String> getHandlers() {
            return new SmtpHandlers()
                    .getHandlers().stream()
                            .filter(name -> !name.equals(PartnerTlsMailHook.class.getName()))
                            .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve@evil.test", ""})
    void a_partner_in_from_without_tls_is_refused_whatever_the_envelope_says(String sender) {
        var conversation = Conversation.with(contoso).greeted();
        assertThat(conversation.send(sender, "From: bob@contoso.test", "", "hello"))
                .isEqualTo(NEEDS_TLS);
        assertThat(conversation.queued()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Bob <bob@CONTOSO.test>",
                "From : eve@evil.test, bob@contoso.test",
                "this is no field\r\nFrom: bob@contoso.test",
                "Subject: x\rFrom: bob@contoso.test",
                ".From: bob@contoso.test",
                "From: eve@evil.test,\r\n. bob@contoso.test",
            })
    void a_partner_hidden_in_from_is_refused(String header) {
        assertThat(Conversation.with(contoso).greeted().send("eve@evil.test", header, "", "hello"))
                .isEqualTo(NEEDS_TLS);
    }

    @ParameterizedTest
    @MethodSource("dev.postern.smtp.OddFromFields#ofNobody")
    void an_odd_from_that_names_no_partner_is_accepted(String header) {
        try (var log = new DecisionLines()) {
            var conversation = Conversation.with(contoso).greeted();
            assertThat(conversation.send("eve@evil.test", header, "", "hello")).startsWith("250");
            assertThat(log.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.postern.smtp.OddFromFields#ofContoso")
    void an_odd_from_that_looks_like_the_partners_is_held_to_its_rule(String header) {
        try (var log = new DecisionLines()) {
            var conversation = Conversation.with(contoso).greeted();
            assertThat(conversation.send("eve@evil.test", header, "", "hello")).isEqualTo(NEEDS_TLS);
            assertThat(conversation.queued()).isEmpty();
            assertThat(log.lines()).singleElement().asString().contains("partner=contoso ", "verdict=rejected");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.postern.smtp.OddFromFields#ofContoso")
    void an_odd_from_of_a_partner_that_keeps_its_rule_is_accepted(String header) {
        try (var log = new DecisionLines()) {
            var conversation =
                    Conversation.with(contoso).over(NegotiatedSession.tls13()).greeted();
            assertThat(conversation.send("bob@contoso.test", header, "", "hello"))
                    .startsWith("250");
            assertThat(log.lines()).singleElement().asString().contains("partner=contoso ", "verdict=accepted");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.postern.smtp.OddFromFields#ofContoso")
    void an_odd_from_that_looks_like_the_partners_is_answered_as_the_partner_has_it(String header) {
        try (var log = new DecisionLines()) {
            assertThat(Conversation.with(contoso.deferring()).greeted().send("eve@evil.test", header, "", "hello"))
                    .startsWith("451 4.7.10 ");
            assertThat(Conversation.with(contoso.monitored()).greeted().send("eve@evil.test", header, "", "hello"))
                    .startsWith("250 ");
            assertThat(log.lines())
                    .satisfiesExactly(
                            tempfailed -> assertThat(tempfailed).contains("partner=contoso ", "verdict=tempfail"),
                            monitored -> assertThat(monitored).contains("partner=contoso ", "verdict=would-reject"));
        }
    }

    @Test
    void one_that_is_too_long_to_be_read_is_refused_if_a_partner_is_enforced_by_it() {
        String[] header = {"From: Doe, John <j@evil.test>" + ",\r\n a@evil.test (b)".repeat(1500), "", "hello"};
        assertThat(Conversation.with(contoso).greeted().send("eve@evil.test", header))
                .startsWith("552 5.3.4 ");
        assertThat(Conversation.with(contoso.monitored()).greeted().send("eve@evil.test", header))
                .startsWith("250 ");
    }

    @Test
    void nobody_reads_from_when_no_partner_goes_by_it() {
        var conversation = Conversation.with(contoso.knownBy(Identity.ENVELOPE)).greeted();
        assertThat(conversation.send("eve@evil.test", "From: a@x.test", "From: bob@contoso.test", "", "hello"))
                .startsWith("250");
    }

    @Test
    void a_message_without_from_is_nobodys() {
        assertThat(Conversation.with(contoso).greeted().send("eve@evil.test", "Subject: x", "", "hello"))
                .startsWith("250");
    }

    @Test
    void the_facts_of_the_session_become_attributes_and_one_line_in_the_log() {
        var certificate = CertificateAuthority.selfSigned("mail.contoso.test").certificate();
        try (var log = new DecisionLines()) {
            var conversation = Conversation.with(contoso)
                    .over(NegotiatedSession.tls13(certificate))
                    .greeted();
            conversation.send("bob@contoso.test", "From: bob@contoso.test", "", "hello");
            Mail mail = conversation.onlyQueued();
            assertThat(Arrival.of(mail))
                    .contains(new Arrival(
                            Optional.of("TLSv1.3"),
                            Optional.of("TLS_AES_256_GCM_SHA384"),
                            Optional.of("mail.contoso.test"),
                            Optional.of(CertificateFingerprint.ofCertificate(certificate)
                                    .toString()),
                            Optional.of("contoso"),
                            Optional.empty(),
                            Verdict.SATISFIED,
                            Optional.empty()));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("inbound message=Mail\\S+ partner=contoso"
                            + " wanted=encrypt version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384"
                            + " certificate=mail.contoso.test verdict=accepted from=bob@contoso.test client=\\S+ fingerprint="
                            + CertificateFingerprint.ofCertificate(certificate));
        }
    }

    @Test
    void what_a_monitored_partner_in_the_header_broke_leaves_the_kept_rule_of_the_sender_on_record() {
        var fabrikam = PartnerFixture.named("fabrikam", "fabrikam.test")
                .over(new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(new CertificateFingerprint("0".repeat(64)))))
                .monitored();
        var conversation = Conversation.with(contoso, fabrikam)
                .over(NegotiatedSession.tls13())
                .greeted();

        conversation.send("bob@contoso.test", "From: eve@fabrikam.test", "", "hello");

        Arrival arrival = Arrival.of(conversation.onlyQueued()).orElseThrow();
        assertThat(arrival.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(arrival.isViolated("fabrikam")).isTrue();
        assertThat(arrival.isKept("fabrikam")).isFalse();
        assertThat(arrival.isKept("contoso")).isTrue();
    }

    @Test
    void headers_that_look_like_our_attributes_are_worth_nothing() {
        var conversation = Conversation.with(contoso).greeted();
        conversation.send(
                "eve@evil.test",
                "dev.postern.tls.verdict: SATISFIED",
                "dev.postern.tls.version: TLSv1.3",
                "X-Dev-Postern-Tls-Version: TLSv1.3",
                "TLS-Required: No",
                "From: eve@evil.test",
                "",
                "hello");
        Arrival arrival = Arrival.of(conversation.onlyQueued()).orElseThrow();
        assertThat(arrival.verdict()).isEqualTo(Verdict.NO_PARTNER);
        assertThat(arrival.isOverTls()).isFalse();
    }

    @Test
    void tls_required_no_does_not_weaken_the_rule() {
        assertThat(Conversation.with(contoso)
                        .greeted()
                        .send("eve@evil.test", "TLS-Required: No", "From: bob@contoso.test", "", "hello"))
                .isEqualTo(NEEDS_TLS);
    }

    @Test
    void monitor_mode_lets_in_and_puts_on_record() {
        try (var log = new DecisionLines()) {
            var conversation = Conversation.with(contoso.monitored()).greeted();
            assertThat(conversation.send("eve@evil.test", "From: bob@contoso.test", "", "hello"))
                    .startsWith("250");
            Arrival arrival = Arrival.of(conversation.onlyQueued()).orElseThrow();
            assertThat(arrival.verdict()).isEqualTo(Verdict.VIOLATED);
            assertThat(arrival.partner()).contains("contoso");
            assertThat(arrival.reason()).contains("the connection is in clear text");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("inbound message=Mail.* verdict=would-reject .*reason=.*");
        }
    }

    @Test
    void monitor_mode_does_not_refuse_a_malformed_from() {
        var conversation = Conversation.with(contoso.monitored()).greeted();
        assertThat(conversation.send("eve@evil.test", "From: a@x.test", "From: bob@contoso.test", "", "hello"))
                .startsWith("250");
        assertThat(Arrival.of(conversation.onlyQueued()).orElseThrow().verdict())
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void without_the_hook_of_mail_from_the_rule_holds_at_the_end_of_data() {
        var conversation = new Conversation(
                        PartnerFixture.partners(contoso.knownBy(Identity.ENVELOPE)), WithoutMailHook.class)
                .greeted();
        assertThat(conversation.send("bob@contoso.test", "From: bob@contoso.test", "", "hello"))
                .isEqualTo(NEEDS_TLS);
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void a_partner_that_is_added_between_mail_and_the_end_of_data_has_its_rule_kept() {
        PartnerDirectory[] directory = {PartnerFixture.directory()};
        var conversation = Conversation.with(() -> directory[0]).greeted();
        conversation.say("MAIL FROM:<bob@contoso.test>");

        directory[0] = PartnerFixture.directory(contoso.knownBy(Identity.ENVELOPE));

        assertThat(conversation.deliver("Subject: x", "", "hello")).isEqualTo(NEEDS_TLS);
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void a_rule_that_is_tightened_between_mail_and_the_end_of_data_defers_if_it_says_so() {
        PartnerDirectory[] directory = {PartnerFixture.directory(contoso)};
        var conversation = Conversation.with(() -> directory[0])
                .over(NegotiatedSession.tls13())
                .greeted();
        conversation.say("MAIL FROM:<bob@contoso.test>");

        directory[0] = PartnerFixture.directory(contoso.from("192.0.2.0/24").deferring());

        assertThat(conversation.deliver("Subject: x", "", "hello")).startsWith("451 4.7.1 ");
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void mail_that_keeps_the_rule_of_a_partner_that_was_added_after_mail_is_on_record_as_agreed() {
        PartnerDirectory[] directory = {PartnerFixture.directory()};
        var conversation = Conversation.with(() -> directory[0])
                .over(NegotiatedSession.tls13())
                .greeted();
        conversation.say("MAIL FROM:<bob@contoso.test>");

        directory[0] = PartnerFixture.directory(contoso);

        assertThat(conversation.deliver("From: bob@contoso.test", "", "hello")).startsWith("250");
        assertThat(Arrival.of(conversation.onlyQueued()).orElseThrow().isKept("contoso"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sender: bob@contoso.test",
                "Resent-From: bob@contoso.test",
                "Resent-Sender: Bob <bob@contoso.test>",
                "From: <>\r\nSender: bob@contoso.test",
                "Sender: eve@evil.test\r\nSender: bob@contoso.test",
            })
    void a_partner_that_stands_in_the_place_of_from_is_held_to_its_rule(String header) {
        var conversation = Conversation.with(contoso).greeted();
        assertThat(conversation.send("eve@evil.test", header, "", "hello")).isEqualTo(NEEDS_TLS);
        assertThat(conversation.queued()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: eve@evil.test\r\nSender: bob@contoso.test",
                "From: eve@evil.test\r\nResent-From: bob@contoso.test",
                "Sender: =?utf-8?q?x?= <",
                "Sender: eve@evil.test\r\nSender: eve@evil.test",
            })
    void no_other_mail_is_refused_for_its_sender_field(String header) {
        assertThat(Conversation.with(contoso).greeted().send("eve@evil.test", header, "", "hello"))
                .startsWith("250");
    }

    @Test
    void all_partners_must_be_content_and_the_worst_is_on_record() {
        var fabrikam = PartnerFixture.named("fabrikam", "fabrikam.test")
                .from("192.0.2.0/24")
                .monitored();
        var conversation = Conversation.with(contoso, fabrikam)
                .over(NegotiatedSession.tls13())
                .greeted();
        conversation.send("bob@contoso.test", "From: kim@fabrikam.test", "", "hello");
        Arrival arrival = Arrival.of(conversation.onlyQueued()).orElseThrow();
        assertThat(arrival.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(arrival.partner()).contains("fabrikam");
    }

    @Test
    void two_content_partners_are_both_on_record() {
        var fabrikam = PartnerFixture.named("fabrikam", "fabrikam.test");
        var conversation = Conversation.with(contoso, fabrikam)
                .over(NegotiatedSession.tls13())
                .greeted();
        conversation.send("bob@contoso.test", "From: kim@fabrikam.test", "", "hello");
        assertThat(Arrival.of(conversation.onlyQueued()).flatMap(Arrival::partner))
                .contains("contoso,fabrikam");
    }

    @Test
    void when_the_partners_cannot_be_looked_up_at_the_end_of_data_nothing_is_accepted() {
        var calls = new int[1];
        var conversation = Conversation.with(() -> {
                    if (calls[0]++ > 0) {
                        throw new IllegalStateException("gone");
                    }
                    return PartnerFixture.directory();
                })
                .greeted();
        assertThat(conversation.send("eve@evil.test", "From: eve@evil.test", "", "hello"))
                .startsWith("451 4.3.0 ");
        assertThat(conversation.queued()).isEmpty();
    }
}
