package dev.postern.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inbound.RelayRule;
import dev.postern.inbound.RelayRule.PartnersRule;
import dev.postern.smtp.Conversation;
import java.io.IOException;
import javax.mail.MessagingException;
import org.junit.jupiter.api.Test;

class MissingFieldsTest {
    private static final RelayRule LENIENT = new RelayRule(RelayRule.NONE.tls(), PartnersRule.ENFORCE, true);

    private final Conversation own =
            Conversation.withRelay(LENIENT).asRelayClient().greeted();

    @Test
    void an_own_servers_message_gets_what_it_lacks() throws MessagingException, IOException {
        own.send("printer@example.org", "Subject: scan", "", "hello", "Date: no field");

        var message = own.onlyQueued().getMessage();
        assertThat(message.getHeader("Date"))
                .singleElement()
                .asString()
                .matches("\\w{3}, \\d+ \\w{3} \\d{4} .* [+-]\\d{4}");
        assertThat(message.getMessageID()).matches("<Mail\\S+@gw\\.example\\.org>");
        assertThat(message.getSubject()).isEqualTo("scan");
        assertThat(message.getContent()).isEqualTo("hello\r\nDate: no field\r\n");
    }

    @Test
    void what_is_there_stays() throws MessagingException {
        own.send(
                "printer@example.org",
                "date : Thu, 1 Jan 2026 12:00:00 +0000",
                "MESSAGE-ID:",
                "\t<a@b.test>",
                "",
                "hello");

        var message = own.onlyQueued().getMessage();
        assertThat(message.getHeader("Date")).containsExactly("Thu, 1 Jan 2026 12:00:00 +0000");
        assertThat(message.getHeader("Message-ID")).singleElement().asString().contains("<a@b.test>");
    }

    @Test
    void a_message_that_ends_with_its_header_gets_them_too() throws MessagingException {
        own.send("printer@example.org", "Subject: scan");

        assertThat(own.onlyQueued().getMessage().getHeader("Date")).hasSize(1);
    }

    @Test
    void each_message_of_a_session_is_looked_at() throws MessagingException {
        own.send("printer@example.org", "Subject: 1", "", "hello");
        own.send("printer@example.org", "Subject: 2", "", "hello");

        for (var mail : own.queued()) {
            assertThat(mail.getMessage().getHeader("Date")).hasSize(1);
        }
    }

    @Test
    void nobody_elses_message_is_changed() throws MessagingException {
        var stranger = Conversation.withRelay(LENIENT).greeted();
        stranger.send("eve@evil.test", "Subject: x", "", "hello");
        assertThat(stranger.onlyQueued().getMessage().getHeader("Date")).isNull();

        var strict = Conversation.withRelay(RelayRule.NONE).asRelayClient().greeted();
        strict.send("alice@example.org", "Subject: x", "", "hello");
        assertThat(strict.onlyQueued().getMessage().getHeader("Message-ID")).isNull();
    }
}
