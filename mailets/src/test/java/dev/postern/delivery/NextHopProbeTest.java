package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.address.OutboundAddresses;
import dev.postern.dns.JamesDns;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.RetryTimes;
import dev.postern.partner.Submission;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsPolicy;
import dev.postern.verification.ProbeOutcome;
import dev.postern.verification.ProbeOutcome.Exists;
import dev.postern.verification.ProbeOutcome.Undecided;
import dev.postern.verification.ProbeOutcome.Unknown;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe goes to the next hop under the rule of that hop, and says no more than MAIL and RCPT. */
class NextHopProbeTest {
    private static final MailAddress BOB = address("bob@example.org");
    private static final MailAddress NOBODY = address("postern-4711@example.org");

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void close() {
        server.close();
    }

    private ProbeOutcome ask(TlsPolicy policy, Optional<MailAddress> nobody) {
        return ask(domain -> route(policy), nobody);
    }

    private static ProbeOutcome ask(Routes routes, Optional<MailAddress> nobody) {
        var dns = new FakeDns().address(NAME, "127.0.0.1");
        return new NextHopProbe(
                        routes, DeliverySettings.standard("gw.example.org"), JamesDns.of(dns), Clock.systemUTC())
                .ask(BOB, nobody);
    }

    private Route route(TlsPolicy policy) {
        return new Route(
                Optional.empty(),
                new OutboundPolicy(
                        policy,
                        Optional.empty(),
                        Optional.of(new NextHop(NAME, server.port())),
                        OnFailure.DEFER,
                        RetryTimes.ofGateway()));
    }

    @Test
    void it_stops_before_data() {
        assertThat(ask(MAY, Optional.empty())).isEqualTo(new Exists(Optional.empty()));
        assertThat(server.heardInClear().lines())
                .containsExactly("EHLO gw.example.org", "MAIL FROM:<>", "RCPT TO:<bob@example.org>", "QUIT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 no such user",
                "550 no such user",
                "551 not here",
                "553 5.1.3 bad",
                "550 5.2.1 off",
                "554 5.1.1 no such user",
                "550 5.4.1 Recipient address rejected: Access denied",
                "550 5.5.0 mailbox unavailable"
            })
    void a_recipient_that_is_refused_for_good_is_unknown(String reply) {
        server.answering("RCPT", reply);
        assertThat(ask(MAY, Optional.of(NOBODY))).isEqualTo(new Unknown());
        assertThat(server.heardInClear()).doesNotContain("postern-4711");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "450 4.2.0 greylisted",
                "452 4.2.2 mailbox full",
                "552 too many",
                "550 5.7.1 no bounces, please",
                "550 5.1.8 the null sender is rejected",
                "553 5.1.7 no null sender",
                "503 5.5.1 MAIL first",
                "503 bad sequence",
                "550 5.5.1 out of order",
                "550 5.3.2 not accepting mail",
                "550 5.4.6 routing loop",
                "500 what?",
                "502 not implemented",
                "554 relay access denied"
            })
    void what_is_no_word_about_the_recipient_decides_nothing(String reply) {
        server.answering("RCPT", reply);
        assertThat(ask(MAY, Optional.empty()))
                .isInstanceOfSatisfying(
                        Undecided.class, open -> assertThat(open.unusable()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "HELO", "MAIL"})
    void a_refusal_before_rcpt_is_no_word_about_the_recipient(String verb) {
        server.answering("EHLO", "550 5.1.1 go away").answering(verb, "550 5.1.1 go away");
        assertThat(ask(MAY, Optional.empty())).isInstanceOf(Undecided.class);
    }

    @Test
    void a_server_that_hangs_up_at_rcpt_decides_nothing() {
        server.answering("RCPT", ScriptedSmtpServer.CLOSE);
        assertThat(ask(MAY, Optional.empty())).isInstanceOf(Undecided.class);
    }

    @Test
    void a_next_hop_that_is_down_is_unusable() {
        server.close();
        assertThat(ask(MAY, Optional.empty()))
                .isInstanceOfSatisfying(
                        Undecided.class, open -> assertThat(open.unusable()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"421 too many", "521 no mail here", "530 5.7.0 issue STARTTLS first", "530 authenticate first"})
    void what_the_server_would_say_of_everybody_makes_it_unusable(String reply) {
        server.answering("RCPT", reply);
        assertThat(ask(MAY, Optional.empty()))
                .isInstanceOfSatisfying(
                        Undecided.class, open -> assertThat(open.unusable()).isTrue());
    }

    /** Otherwise one recipient that is deferred would end the verification of all others. */
    @Test
    void a_host_that_defers_one_recipient_is_usable_though_the_next_host_is_down() {
        server.answering("RCPT", "450 4.2.0 greylisted");
        var dns = new FakeDns().address(NAME, "127.0.0.1", "127.99.99.99");
        assertThat(new NextHopProbe(
                                domain -> route(MAY),
                                DeliverySettings.standard("gw.example.org"),
                                JamesDns.of(dns),
                                Clock.systemUTC())
                        .ask(BOB, Optional.empty()))
                .isInstanceOfSatisfying(Undecided.class, open -> {
                    assertThat(open.unusable()).isFalse();
                    assertThat(open.reason()).contains("greylisted");
                });
    }

    @Test
    void a_server_that_accepts_what_cannot_exist_is_noticed() {
        assertThat(ask(MAY, Optional.of(NOBODY))).isEqualTo(new Exists(Optional.of(true)));
    }

    @Test
    void one_that_rejects_it_verifies_recipients() {
        server.answering("RCPT", "250 ok", "550 5.1.1 no such user");
        assertThat(ask(MAY, Optional.of(NOBODY))).isEqualTo(new Exists(Optional.of(false)));
    }

    @Test
    void one_that_hangs_up_then_has_accepted_the_recipient_all_the_same() {
        server.answering("RCPT", "250 ok", ScriptedSmtpServer.CLOSE);
        assertThat(ask(MAY, Optional.of(NOBODY))).isEqualTo(new Exists(Optional.empty()));
    }

    @Test
    void without_the_agreed_tls_no_recipient_is_named() {
        assertThat(ask(ENCRYPT, Optional.empty()))
                .isInstanceOfSatisfying(
                        Undecided.class, open -> assertThat(open.unusable()).isTrue());
        assertThat(server.heardInClear()).doesNotContain("MAIL", "bob");
    }

    @Test
    void with_another_certificate_than_agreed_no_recipient_is_named() {
        server.withTls(CertificateAuthority.create("another CA").issue(NAME));
        assertThat(ask(SECURE, Optional.empty())).isInstanceOf(Undecided.class);
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL", "bob");
    }

    @Test
    void with_the_agreed_tls_it_is_asked_in_tls() {
        server.withTls(CA.issue(NAME));
        assertThat(ask(SECURE, Optional.empty())).isInstanceOf(Exists.class);
        assertThat(server.heardInTls()).contains("RCPT TO:<bob@example.org>");
        assertThat(server.heardInClear()).doesNotContain("MAIL", "bob");
    }

    @Test
    void where_nothing_is_agreed_it_falls_back_to_clear_text_as_a_message_does() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "454 not now");
        assertThat(ask(MAY, Optional.empty())).isInstanceOf(Exists.class);
    }

    @Test
    void a_rule_that_is_tightened_meanwhile_holds() {
        var asked = new int[1];
        Routes routes = domain -> route(asked[0]++ == 0 ? MAY : ENCRYPT);
        assertThat(ask(routes, Optional.empty())).isInstanceOf(Undecided.class);
        assertThat(server.heardInClear()).doesNotContain("MAIL", "bob");
    }

    @Test
    void a_rejection_of_our_ipv6_address_is_no_word_about_the_recipient() {
        try (var ipv6 = new ScriptedSmtpServer("::1", 0)) {
            ipv6.answering("RCPT", "550 no PTR record for you");
            Routes routes = domain -> new Route(
                    Optional.empty(),
                    new OutboundPolicy(
                            MAY,
                            Optional.empty(),
                            Optional.of(new NextHop("::1", ipv6.port())),
                            OnFailure.DEFER,
                            RetryTimes.ofGateway()));

            assertThat(ask(routes, Optional.empty())).isInstanceOf(Undecided.class);
        }
    }

    @Test
    void a_partners_server_is_never_probed() {
        assertThat(ask(domain -> Outbound.enforced(MAY, server), Optional.empty()))
                .isInstanceOf(Undecided.class);
        assertThat(server.heardInClear()).isEmpty();
    }

    @Test
    void a_domain_without_a_next_hop_is_not_asked_after() {
        Routes elsewhere = domain -> new Route(
                Optional.empty(),
                new OutboundPolicy(MAY, Optional.empty(), Optional.empty(), OnFailure.DEFER, RetryTimes.ofGateway()));
        assertThat(ask(elsewhere, Optional.empty())).isInstanceOf(Undecided.class);
    }

    private static ProbeOutcome askInOrder(FakeDns dns, NextHop first, NextHop second) {
        var policy = new OutboundPolicy(
                MAY,
                Optional.empty(),
                Optional.of(first),
                new Submission(List.of(second), Optional.empty(), Optional.empty()),
                OnFailure.DEFER,
                RetryTimes.ofGateway(),
                IgnoredKeywords.none(),
                OutboundAddresses.UNWRITTEN,
                OutboundLimits.NONE);
        return new NextHopProbe(
                        domain -> new Route(Optional.empty(), policy),
                        DeliverySettings.standard("gw.example.org"),
                        JamesDns.of(dns),
                        Clock.systemUTC())
                .ask(BOB, Optional.empty());
    }

    @Test
    void the_next_hops_are_asked_in_their_order_until_one_decides() {
        try (var second = new ScriptedSmtpServer()) {
            var first = new NextHop("127.0.0.1", server.port());
            var other = new NextHop("127.0.0.1", second.port());
            second.answering("RCPT", "550 5.1.1 no such user");

            assertThat(askInOrder(new FakeDns(), first, other)).isEqualTo(new Exists(Optional.empty()));
            assertThat(second.heardInClear()).isEmpty();

            server.answering("RCPT", "451 4.3.0 not now");
            assertThat(askInOrder(new FakeDns(), first, other)).isEqualTo(new Unknown());
        }
    }

    @Test
    void a_next_hop_that_is_down_leaves_the_answer_to_the_next() {
        try (var second = new ScriptedSmtpServer()) {
            int closed = server.port();
            server.close();
            assertThat(askInOrder(
                            new FakeDns(), new NextHop("127.0.0.1", closed), new NextHop("127.0.0.1", second.port())))
                    .isEqualTo(new Exists(Optional.empty()));
        }
    }

    /** A client waits for the answer: not every address of one next hop can be tried before the next one. */
    @Test
    void many_addresses_of_one_next_hop_leave_room_for_the_next() {
        var dns = new FakeDns()
                .address("many.test", "127.99.99.1", "127.99.99.2", "127.99.99.3", "127.99.99.4", "127.99.99.5")
                .address(NAME, "127.0.0.1");
        assertThat(askInOrder(dns, new NextHop("many.test", server.port()), new NextHop(NAME, server.port())))
                .isEqualTo(new Exists(Optional.empty()));
    }
}
