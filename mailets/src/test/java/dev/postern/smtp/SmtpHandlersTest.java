package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerFixture;
import java.io.IOException;
import javax.mail.MessagingException;
import org.apache.james.smtpserver.AddDefaultAttributesMessageHook;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpHandlersTest {
    private final Conversation conversation = Conversation.with(PartnerFixture.contoso());

    @Test
    void ehlo_announces_what_is_done_and_nothing_else() {
        assertThat(conversation.say("EHLO client.test").lines().skip(1))
                .containsExactlyInAnyOrder(
                        "250-PIPELINING",
                        "250-ENHANCEDSTATUSCODES",
                        "250-8BITMIME",
                        "250-STARTTLS",
                        "250-DSN",
                        "250 SIZE 1000000");
    }

    @Test
    void ehlo_is_answered_with_our_name_and_nothing_of_the_clients() {
        assertThat(conversation.say("EHLO client.test"))
                .startsWith("250-gw.example.org at your service")
                .doesNotContain("client.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUIRETLS", "SMTPUTF8", "AUTH=<>", "BODY=BINARYMIME", "SIZE=1 NOSUCH=1"})
    void what_mail_asks_for_and_would_not_get_is_refused(String parameters) {
        assertThat(conversation.greeted().say("MAIL FROM:<eve@evil.test> " + parameters))
                .startsWith("555 5.5.4");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " SIZE=100",
                " SIZE=1000000",
                " SIZE=00000000000000000001",
                " BODY=8BITMIME",
                " body=7bit size=5",
                " RET=HDRS ENVID=QQ314159",
                " ret=full envid=a+2Bb"
            })
    void what_was_announced_may_be_asked_for(String parameters) {
        assertThat(conversation.greeted().say("MAIL FROM:<eve@evil.test>" + parameters))
                .startsWith("250");
    }

    @Test
    void over_tls_starttls_is_not_announced() {
        assertThat(conversation.over(NegotiatedSession.tls13()).say("EHLO client.test"))
                .doesNotContain("STARTTLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"VRFY bob", "EXPN staff", "HELP"})
    void nobody_is_told_who_has_a_mailbox(String command) {
        assertThat(conversation.greeted().say(command)).startsWith("502 5.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AUTH PLAIN AGV2ZQBldmU=", "AUTH LOGIN", "XCLIENT ADDR=127.0.0.1", "XFORWARD NAME=x", "BDAT 3"})
    void what_is_not_spoken_is_unknown(String command) {
        assertThat(conversation.greeted().say(command)).startsWith("500 5.5.1");
    }

    @Test
    void after_starttls_the_client_must_greet_again() {
        conversation.greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("STARTTLS")).startsWith("220");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("503");
        assertThat(conversation.say("MAIL FROM:<eve@evil.test>")).startsWith("503");
        conversation.greeted();
        assertThat(conversation.say("MAIL FROM:<eve@evil.test>")).startsWith("250");
    }

    @Test
    void starttls_with_an_argument_or_twice_is_refused() {
        conversation.greeted();
        assertThat(conversation.say("STARTTLS now")).startsWith("501");
        conversation.say("STARTTLS");
        assertThat(conversation.say("STARTTLS")).startsWith("503");
    }

    @Test
    void who_says_nonsense_for_long_is_sent_away() {
        conversation.greeted();
        for (int i = 0; i < ErrorLimit.LIMIT; i++) {
            assertThat(conversation.say("NONSENSE " + i)).startsWith("500");
            conversation.say("RSET"); // does not wipe the slate clean
        }
        assertThat(conversation.say("NONSENSE")).isEqualTo("421 4.7.0 Too many errors, closing connection\n[closed]");
    }

    @Test
    void who_delivers_in_between_is_not_sent_away() {
        conversation.greeted();
        for (int i = 0; i < 2 * ErrorLimit.LIMIT; i++) {
            assertThat(conversation.say("NONSENSE")).startsWith("500");
            assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                    .startsWith("250");
        }
    }

    @Test
    void a_line_that_ends_without_cr_ends_the_session() {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say("DATA");
        assertThat(conversation.sayWithBareLf("hello")).startsWith("500 5.").endsWith("[closed]");
        assertThat(conversation.queued()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".\r", "\r.", ". ", ".\r\r", "..", "...", " .", ". .", ".a", ".a.", "a.", "\t.", ".\t", ".\u0085"
            })
    void only_a_dot_alone_ends_the_data(String line) {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say("DATA");
        assertThat(conversation.say(line)).isEmpty();
        assertThat(conversation.queued()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"..hidden, .hidden", "..., ..", ".., .", ".never stuffed, never stuffed", "a..b, a..b"})
    void the_dot_in_front_of_a_line_is_taken_away(String line, String content) throws MessagingException, IOException {
        conversation.greeted().send("eve@evil.test", "Subject: x", "", line);
        assertThat(conversation.onlyQueued().getMessage().getContent()).isEqualTo(content + "\r\n");
    }

    @Test
    void a_message_larger_than_allowed_is_not_accepted() {
        String line = "x".repeat(1000);
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say("DATA");
        conversation.say("");
        for (int i = 0; i < 1000; i++) {
            conversation.say(line);
        }
        assertThat(conversation.say(".")).isEqualTo("552 5.3.4 Message size exceeds the limit");
        assertThat(conversation.queued()).isEmpty();
        assertThat(conversation.send("eve@evil.test", "Subject: the next", "", "hello"))
                .startsWith("250");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000001", "3000000000", "99999999999999999999"})
    void a_message_announced_larger_than_allowed_is_refused_before_it_is_sent(String size) {
        assertThat(conversation.greeted().say("MAIL FROM:<eve@evil.test> SIZE=" + size))
                .startsWith("552 5.3.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1k", "999999999999999999999"})
    void a_size_that_is_no_number_is_a_syntax_error(String size) {
        assertThat(conversation.greeted().say("MAIL FROM:<eve@evil.test> SIZE=" + size))
                .startsWith("501 5.5.4");
    }

    @Test
    void the_session_is_on_record_for_the_mailets() {
        conversation.asRelayClient().greeted().send("eve@evil.test", "Subject: x", "", "hello");
        Mail mail = conversation.onlyQueued();
        assertThat(mail.getRemoteAddr()).isEqualTo("198.51.100.7");
        assertThat(mail.getAttribute(Mail.SMTP_SESSION_ID)).isPresent();
        assertThat(mail.getAttribute(Mail.SMTP_HELO)).isPresent();
        assertThat(mail.getAttribute(AttributeName.of(AddDefaultAttributesMessageHook.SMTP_AUTH_NETWORK_NAME)))
                .isPresent();
    }
}
