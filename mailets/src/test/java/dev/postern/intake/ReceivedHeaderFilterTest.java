package dev.postern.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerFixture;
import dev.postern.smtp.Conversation;
import dev.postern.smtp.NegotiatedSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import javax.mail.MessagingException;
import org.apache.james.core.Username;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedHeaderFilterTest {
    private static final String DATE = "\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}";

    private final Conversation conversation = Conversation.with(PartnerFixture.contoso());

    @Test
    void esmtp_over_tls_says_so_with_the_cipher_suite() throws MessagingException {
        conversation.over(NegotiatedSession.tls13()).say("EHLO client.test");
        assertThat(received())
                .matches("from client\\.test \\(\\[198\\.51\\.100\\.7\\]\\)\r\n"
                        + "\tby gw\\.example\\.org \\(Postern\\) with ESMTPS id Mail[\\w-]+\r\n"
                        + "\tfor <bob@example\\.org>\r\n"
                        + "\ttls TLS_AES_256_GCM_SHA384;\r\n"
                        + "\t" + DATE);
    }

    @Test
    void esmtp_in_clear_text_has_no_tls_clause() throws MessagingException {
        conversation.say("EHLO client.test");
        assertThat(received()).contains(" with ESMTP id ").doesNotContain("\ttls ");
    }

    @Test
    void who_logged_in_over_tls_is_esmtpsa() throws MessagingException {
        conversation.over(NegotiatedSession.tls13()).say("EHLO client.test");
        conversation.session.setUsername(Username.of("alice"));
        assertThat(received()).contains(" with ESMTPSA id ");
    }

    @Test
    void helo_is_smtp() throws MessagingException {
        conversation.say("HELO client.test");
        assertThat(received()).contains(" with SMTP id ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.test (mail.contoso.test [192.0.2.1]) by gw.example.org",
                "evil.test\ttls",
                "x\r by y",
                "(comment",
                "a;b",
                "[192.0.2.1] by evil",
                "[not.an.address]",
                "[fe80::1%eth0]",
                "b\u00FCcher.test",
                "<script>",
            })
    void a_client_cannot_write_clauses_with_its_name(String helo) throws MessagingException {
        conversation.say("EHLO " + helo);
        assertThat(received()).startsWith("from [198.51.100.7] ([198.51.100.7])\r\n\tby gw.example.org (Postern) ");
    }

    @ParameterizedTest
    @CsvSource({"[192.0.2.1],[192.0.2.1]", "[IPv6:2001:DB8::1],[IPv6:2001:db8::1]", "Client.TEST.,client.test"})
    void a_proper_name_stands_as_it_is(String helo, String written) throws MessagingException {
        conversation.say("EHLO " + helo);
        assertThat(received()).startsWith("from " + written + " (");
    }

    @Test
    void an_ipv6_client_is_written_as_a_literal() throws MessagingException {
        conversation.from("2001:db8::7").say("EHLO client.test");
        assertThat(received()).startsWith("from client.test ([IPv6:2001:db8::7])");
    }

    @Test
    void the_dns_is_not_asked_for_the_clients_name() throws MessagingException, UnknownHostException {
        var address = InetAddress.getByAddress(new byte[] {(byte) 198, 51, 100, 7});
        conversation.transport.remote = new InetSocketAddress(address, 40000);
        conversation.say("EHLO client.test");
        received();
        // An address shows a host name before its slash as soon as anybody asked for one.
        assertThat(address.toString()).isEqualTo("/198.51.100.7");
        assertThat(conversation.onlyQueued().getRemoteHost()).isEqualTo("198.51.100.7");
    }

    @Test
    void two_recipients_are_not_told_of_each_other() throws MessagingException {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<alice@example.org>");
        conversation.deliver("Subject: x", "", "hello");
        assertThat(header("Received")).doesNotContain("for <");
    }

    @Test
    void a_recipient_with_odd_characters_is_left_out() throws MessagingException {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<\"a>; tls\"@example.org>");
        conversation.say("DATA");
        conversation.say("Subject: x");
        conversation.say(".");
        assertThat(header("Received")).doesNotContain("for <").doesNotContain("tls");
    }

    @Test
    void a_message_without_header_gets_the_field_too() throws MessagingException {
        conversation.greeted().send("eve@evil.test", "", "hello");
        assertThat(header("Received")).startsWith("from ");
    }

    @Test
    void an_empty_message_gets_the_field_too() throws MessagingException {
        conversation.greeted().send("eve@evil.test");
        assertThat(header("Received")).startsWith("from ");
    }

    @ParameterizedTest
    @ValueSource(strings = {" tls TLS_FORGED", "\tfor <x@y>", ". tls TLS_FORGED", ".\tfor <x@y>"})
    void the_first_line_cannot_continue_our_field(String firstLine) throws MessagingException {
        conversation.greeted().send("eve@evil.test", firstLine, "", "hello");
        assertThat(header("Received")).matches("(?s).*;\r\n\t" + DATE);
    }

    @Test
    void each_message_of_a_session_gets_one_field() throws MessagingException {
        conversation.greeted().send("eve@evil.test", "Subject: 1", "", "hello");
        conversation.send("eve@evil.test", "Subject: 2", "", "hello");
        for (var mail : conversation.queued()) {
            assertThat(mail.getMessage().getHeader("Received")).hasSize(1);
        }
    }

    private String received() throws MessagingException {
        conversation.send("eve@evil.test", "Subject: x", "", "hello");
        return header("Received");
    }

    private String header(String name) throws MessagingException {
        return conversation.onlyQueued().getMessage().getHeader(name)[0];
    }
}
