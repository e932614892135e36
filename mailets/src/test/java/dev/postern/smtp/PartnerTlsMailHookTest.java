package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inbound.InboundCheck;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerFixture;
import dev.postern.tracking.TrackingFixture;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.mail.internet.AddressException;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartnerTlsMailHookTest {
    private static final String NEEDS_TLS =
            "530 5.7.10 Encryption needed: mail from contoso.test is accepted over TLS only";

    private final PartnerFixture contoso = PartnerFixture.contoso();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<bob@contoso.test>",
                "mail from:<bob@contoso.test>",
                "MAIL FROM: <bob@contoso.test>",
                "MAIL FROM:<bob@CONTOSO.Test>",
                "MAIL FROM:<\"eve@evil.test\"@contoso.test>",
                "MAIL FROM:<\"a>b\"@contoso.test>",
                "MAIL FROM:<eve\\@evil.test@contoso.test>",
                "MAIL FROM:<bob@contoso.test> SIZE=100 BODY=8BITMIME",
            })
    void partner_without_tls_is_refused(String command) {
        assertThat(Conversation.with(contoso).greeted().say(command)).isEqualTo(NEEDS_TLS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:bob@contoso.test",
                "MAIL FROM:<bob@contoso.test",
                "MAIL FROM:<\"bob@contoso.test>",
                "MAIL FROM:<bob@contoso..test>",
                "MAIL FROM:<bob@.contoso.test>",
                "MAIL FROM:<bob@contoso\u3002test>",
                "MAIL FROM:<bob@\uFF43ontoso.test>",
                "MAIL FROM:<bob@con\0toso.test>",
                "MAIL FROM:<bob@contoso.test\0>",
                "MAIL FROM:<bob@xn--contoso-.test>",
                "MAIL FROM:<bob@[192.0.2.1].contoso.test>",
                "MAIL FROM:<bob@contoso.test@evil.test>",
            })
    void an_odd_spelling_of_the_sender_is_refused_not_let_through(String command) {
        var conversation = Conversation.with(contoso).greeted();
        assertThat(conversation.say(command)).matches("(501|553) 5\\..*"); // the latter beyond ASCII
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("503");
    }

    @Test
    void after_a_refusal_there_is_no_transaction() {
        var conversation = Conversation.with(contoso).greeted();
        conversation.say("MAIL FROM:<bob@contoso.test>");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("503");
        assertThat(conversation.say("DATA")).startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@sub.contoso.test", "bob@a.b.contoso.test"})
    void sub_domain_is_refused_with_its_own_name_only(String sender) {
        assertThat(Conversation.with(contoso).greeted().say("MAIL FROM:<" + sender + ">"))
                .isEqualTo("530 5.7.10 Encryption needed: mail from " + sender.substring(4)
                        + " is accepted over TLS only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@other.test", "", "@", "bob@[192.0.2.1]", "bob"})
    void who_is_no_partner_may_write_without_tls(String sender) {
        assertThat(Conversation.with(contoso).greeted().say("MAIL FROM:<" + sender + ">"))
                .startsWith("250");
    }

    @Test
    void partner_over_tls_is_let_through() {
        var conversation =
                Conversation.with(contoso).over(NegotiatedSession.tls13()).greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250");
    }

    @Test
    void a_tls_layer_whose_handshake_is_not_finished_is_no_tls() {
        var conversation = Conversation.with(contoso)
                .over(NegotiatedSession.beforeHandshake())
                .greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).isEqualTo(NEEDS_TLS);
    }

    /** As by a renegotiation: what was read of the session before does not count for it. */
    @Test
    void a_session_that_is_negotiated_anew_is_judged_anew() {
        var conversation =
                Conversation.with(contoso).over(NegotiatedSession.tls13()).greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250");
        conversation.say("RSET");

        conversation.over(NegotiatedSession.tls11());

        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("550 5.7.10");
    }

    @Test
    void old_tls_version_is_refused() {
        var conversation =
                Conversation.with(contoso).over(NegotiatedSession.tls11()).greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>"))
                .isEqualTo("550 5.7.10 Encryption needed: mail from contoso.test is accepted over a newer version of"
                        + " TLS only");
    }

    @Test
    void monitor_mode_refuses_nothing_and_says_what_it_would_have_refused() {
        try (var log = new DecisionLines()) {
            var conversation = Conversation.with(contoso.monitored()).greeted();
            assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250");
            assertThat(log.lines())
                    .containsExactly("inbound message=session1 partner=contoso wanted=encrypt version=none cipher=none"
                            + " certificate=none verdict=would-reject token=starttls-not-supported"
                            + " reason=\"the connection is in clear text\" from=bob@contoso.test client=198.51.100.7");
        }
    }

    @Test
    void a_refusal_is_one_line_in_the_log() {
        try (var log = new DecisionLines()) {
            Conversation.with(contoso).over(NegotiatedSession.tls11()).greeted().say("MAIL FROM:<bob@contoso.test>");
            assertThat(log.lines())
                    .containsExactly("inbound message=session1 partner=contoso wanted=encrypt version=TLSv1.1"
                            + " cipher=TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA certificate=none verdict=rejected"
                            + " token=validation-failure"
                            + " reason=\"TLSv1.1 was negotiated, TLSv1.2 or newer is agreed\""
                            + " from=bob@contoso.test client=198.51.100.7");
        }
    }

    @Test
    void partner_known_by_the_header_only_is_not_refused_at_mail() {
        var conversation = Conversation.with(contoso.knownBy(Identity.HEADER)).greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250");
    }

    @Test
    void when_the_partners_cannot_be_looked_up_nobody_is_let_through() {
        var conversation = Conversation.with(() -> {
                    throw new IllegalStateException("/etc/postern/partners.yaml is gone");
                })
                .greeted();
        assertThat(conversation.say("MAIL FROM:<bob@other.test>"))
                .isEqualTo("451 4.3.0 Could not look up the rule for this sender, try again later");
    }

    @Test
    void a_sender_whose_domain_cannot_be_read_is_refused() throws AddressException {
        var mixedDirections = new MailAddress("bob@contoso.test") {
            @Override
            public Domain getDomain() {
                return Domain.of("a\u0627.test");
            }
        };
        var hook = new PartnerTlsMailHook(
                PartnerFixture.partners(contoso), new InboundCheck(Clock.systemUTC()), TrackingFixture.log());
        var result = hook.doMail(Conversation.with(contoso).session, MaybeSender.of(mixedDirections));
        assertThat(result.getSmtpRetCode() + " " + result.getSmtpDescription())
                .isEqualTo("553 5.1.7 The sender's domain is not a valid domain name");
    }

    @Test
    void a_partner_added_while_the_connection_is_open_is_enforced_at_the_next_mail() {
        var current = new AtomicReference<>(PartnerDirectory.empty());
        var conversation =
                Conversation.with(() -> Objects.requireNonNull(current.get())).greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250");
        current.set(PartnerFixture.directory(contoso));
        conversation.say("RSET");
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).isEqualTo(NEEDS_TLS);
    }

    @Test
    void tls_of_an_earlier_connection_does_not_count() {
        Conversation.with(contoso).over(NegotiatedSession.tls13()).greeted().say("MAIL FROM:<bob@contoso.test>");
        assertThat(Conversation.with(contoso).greeted().say("MAIL FROM:<bob@contoso.test>"))
                .isEqualTo(NEEDS_TLS);
    }
}
