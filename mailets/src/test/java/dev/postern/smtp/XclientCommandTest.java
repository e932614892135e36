package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerFixture;
import dev.postern.tls.TlsPolicy;
import javax.mail.MessagingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XclientCommandTest {
    private final PartnerFixture contoso = PartnerFixture.contoso().from("192.0.2.0/24");

    private Conversation trusted() {
        return Conversation.with(contoso).from(Conversation.XCLIENT_HOST).greeted();
    }

    @Test
    void it_is_announced_to_trusted_hosts_only() {
        assertThat(Conversation.with(contoso).from(Conversation.XCLIENT_HOST).say("EHLO filter.test"))
                .contains("XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT");
        assertThat(Conversation.with(contoso).say("EHLO client.test")).doesNotContain("XCLIENT");
    }

    @Test
    void to_a_stranger_the_command_is_unknown() {
        var conversation = Conversation.with(contoso).greeted();
        assertThat(conversation.say("XCLIENT ADDR=192.0.2.1")).startsWith("500 5.5.1 ");
        assertThat(conversation.session.getRemoteAddress().getAddress().getHostAddress())
                .isEqualTo("198.51.100.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XCLIENT ADDR=192.0.2.1",
                "xclient addr=192.0.2.1 NAME=mail.contoso.test PORT=12345 PROTO=ESMTP HELO=mail.contoso.test",
                "XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.1 LOGIN=a+2Bb",
                "XCLIENT ADDR=192+2E0.2.1",
            })
    void the_client_is_whom_the_host_names(String command) throws MessagingException {
        var conversation = Conversation.with(contoso.over(new TlsPolicy.May()))
                .from(Conversation.XCLIENT_HOST)
                .greeted();
        assertThat(conversation.say(command)).isEqualTo("220 gw.example.org ESMTP Postern");
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("503 ");
        conversation.say("EHLO mail.contoso.test");

        assertThat(conversation.send("bob@contoso.test", "From: bob@contoso.test", "", "hello"))
                .startsWith("250");
        assertThat(conversation.onlyQueued().getRemoteAddr()).isEqualTo("192.0.2.1");
        assertThat(conversation.onlyQueued().getMessage().getHeader("Received")[0])
                .contains("([192.0.2.1])");
    }

    @Test
    void an_ipv6_client_has_a_prefix() throws MessagingException {
        var conversation = trusted();
        conversation.say("XCLIENT ADDR=IPV6:2001:db8::1 PORT=25");
        conversation.say("EHLO client.test");
        conversation.send("eve@evil.test", "Subject: x", "", "hello");

        assertThat(conversation.onlyQueued().getRemoteAddr()).isEqualTo("2001:db8::1");
    }

    @Test
    void the_host_itself_is_not_the_partner() {
        assertThat(trusted().over(NegotiatedSession.tls13()).say("MAIL FROM:<bob@contoso.test>"))
                .startsWith("550 5.7.1 ");
    }

    /** The client may have spoken in clear text with its host, for all that the gateway can see. */
    @Test
    void the_tls_of_the_host_does_not_count_for_its_client() {
        var conversation = trusted().over(NegotiatedSession.tls13());
        conversation.say("XCLIENT ADDR=192.0.2.1");
        conversation.say("EHLO mail.contoso.test");
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("530 5.7.10 ");
    }

    /** A host that says only part of whom it speaks for speaks for somebody all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"XCLIENT NAME=mail.contoso.test", "XCLIENT PORT=12345", "XCLIENT ADDR=[UNAVAILABLE]"})
    void nor_for_a_client_without_an_address(String command) {
        var conversation = Conversation.with(PartnerFixture.contoso())
                .from(Conversation.XCLIENT_HOST)
                .greeted()
                .over(NegotiatedSession.tls13());
        assertThat(conversation.say(command)).startsWith("220 ");
        conversation.say("EHLO mail.contoso.test");
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("530 5.7.10 ");
    }

    @Test
    void nor_by_the_header() {
        var conversation = Conversation.with(PartnerFixture.contoso())
                .from(Conversation.XCLIENT_HOST)
                .greeted()
                .over(NegotiatedSession.tls13());
        conversation.say("XCLIENT ADDR=192.0.2.1");
        conversation.say("EHLO mail.contoso.test");
        assertThat(conversation.send("eve@evil.test", "From: bob@contoso.test", "", "hello"))
                .startsWith("530 5.7.10 ");
    }

    @Test
    void nor_does_that_of_a_handshake_behind_the_command() {
        var conversation = trusted();
        conversation.say("XCLIENT ADDR=192.0.2.1");
        conversation.over(NegotiatedSession.tls13()).say("EHLO mail.contoso.test");
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("530 5.7.10 ");
    }

    @Test
    void the_host_may_name_itself_over_its_own_tls() {
        var conversation = Conversation.with(PartnerFixture.contoso())
                .from(Conversation.XCLIENT_HOST)
                .greeted()
                .over(NegotiatedSession.tls13());
        conversation.say("XCLIENT ADDR=" + Conversation.XCLIENT_HOST);
        conversation.say("EHLO filter.test");
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250 ");
    }

    @Test
    void a_client_whom_nobody_knows_may_not_relay() {
        var conversation = trusted().asRelayClient();
        conversation.say("XCLIENT ADDR=[UNAVAILABLE]");
        conversation.say("EHLO client.test");
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<bob@elsewhere.test>")).startsWith("550 5.7.1 ");
    }

    @Test
    void a_client_that_may_not_relay_does_not_relay_though_its_host_may() {
        var conversation = trusted().asRelayClient();
        conversation.say("XCLIENT ADDR=198.51.100.9");
        conversation.say("EHLO client.test");
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<bob@elsewhere.test>")).startsWith("550 5.7.1 ");
    }

    @Test
    void a_client_does_not_become_a_host_that_may_say_it() {
        var conversation = Conversation.with(contoso).greeted();
        conversation.say("XCLIENT ADDR=" + Conversation.XCLIENT_HOST);
        assertThat(conversation.say("XCLIENT ADDR=192.0.2.1")).startsWith("500 5.5.1 ");
    }

    @Test
    void the_host_may_speak_for_one_client_after_the_other() {
        var conversation = trusted();
        conversation.say("XCLIENT ADDR=192.0.2.1");
        assertThat(conversation.say("XCLIENT ADDR=192.0.2.2")).startsWith("220 ");
        assertThat(conversation.session.getRemoteAddress().getAddress().getHostAddress())
                .isEqualTo("192.0.2.2");
    }

    @Test
    void within_a_transaction_it_is_refused() {
        var conversation = trusted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("XCLIENT ADDR=192.0.2.1")).startsWith("503 5.5.1 ");
        assertThat(conversation.session.getRemoteAddress().getAddress().getHostAddress())
                .isEqualTo(Conversation.XCLIENT_HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XCLIENT",
                "XCLIENT ADDR",
                "XCLIENT ADDR=",
                "XCLIENT ADDR=mail.contoso.test",
                "XCLIENT ADDR=IPV6:fe80::1%25eth0",
                "XCLIENT ADDR=192.0.2.1 ADDR=192.0.2.2",
                "XCLIENT ADDR=192.0.2.1 REVERSE_NAME=x",
                "XCLIENT ADDR=192.0.2.1 PORT=70000",
                "XCLIENT ADDR=192.0.2.1 PORT=x",
                "XCLIENT ADDR=192.0.2.1+2",
            })
    void what_cannot_be_read_is_501_and_changes_nothing(String command) {
        var conversation = trusted();
        assertThat(conversation.say(command)).startsWith("501 5.5.4 ");
        assertThat(conversation.session.getRemoteAddress().getAddress().getHostAddress())
                .isEqualTo(Conversation.XCLIENT_HOST);
    }
}
