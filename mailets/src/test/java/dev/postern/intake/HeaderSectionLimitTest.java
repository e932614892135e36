package dev.postern.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtp.Conversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSectionLimitTest {
    private static final String REFUSED = "552 5.3.4 Message header section too long";

    private final Conversation conversation = Conversation.with().greeted();

    @Test
    void a_message_of_nothing_but_short_fields_is_refused() {
        String fields = "a:b\r\n".repeat(HeaderSectionLimit.FIELDS + 1);
        assertThat(conversation.send("eve@evil.test", fields + "Subject: x", "", "hello"))
                .isEqualTo(REFUSED);
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void a_message_with_one_endless_field_is_refused() {
        String folded = " b".repeat(500) + "\r\n";
        String field = "X-Long: a\r\n" + folded.repeat(HeaderSectionLimit.OCTETS / folded.length() + 1);
        assertThat(conversation.send("eve@evil.test", field + "Subject: x", "", "hello"))
                .isEqualTo(REFUSED);
    }

    @Test
    void a_header_section_that_never_ends_is_refused() {
        assertThat(conversation.send("eve@evil.test", "x\r\n".repeat(HeaderSectionLimit.FIELDS) + "x"))
                .isEqualTo(REFUSED);
    }

    @Test
    void the_next_message_of_the_session_is_taken() {
        conversation.send("eve@evil.test", "a:b\r\n".repeat(HeaderSectionLimit.FIELDS + 1), "", "hello");
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                .startsWith("250");
    }

    @Test
    void a_long_body_is_no_header() {
        String body = "a:b\r\n".repeat(HeaderSectionLimit.FIELDS + 1);
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", body)).startsWith("250");
    }

    @Test
    void a_long_list_of_recipients_is_taken() {
        String to = "To: a@example.org" + ",\r\n somebody.else@example.org".repeat(4000);
        assertThat(conversation.send("eve@evil.test", to, "", "hello")).startsWith("250");
    }

    @Test
    void a_message_that_has_passed_a_hundred_servers_is_refused() {
        assertThat(conversation.send("eve@evil.test", received(100) + "Subject: x", "", "hello"))
                .isEqualTo("554 5.4.6 Mail loop: the message has passed too many mail servers");
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void our_own_server_is_in_the_loop_as_well() {
        conversation.asRelayClient();
        assertThat(conversation.send("bob@example.org", received(100) + "Subject: x", "", "hello"))
                .startsWith("554 5.4.6 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"received: from a\r\n", "RECEIVED :\r\n by b\r\n", ".Received\t: from a\r\n"})
    void a_received_field_is_counted_however_it_is_written(String field) {
        assertThat(conversation.send("eve@evil.test", field.repeat(100) + "Subject: x", "", "hello"))
                .startsWith("554 5.4.6 ");
    }

    @Test
    void a_message_that_has_passed_one_server_fewer_is_taken() {
        assertThat(conversation.send("eve@evil.test", received(99) + "Subject: x", "", "hello"))
                .startsWith("250");
    }

    @Test
    void what_is_no_received_field_of_the_message_is_not_counted() {
        String others = "Received-SPF: pass\r\nX-Received: by b\r\n Received: from a\r\n".repeat(100);
        assertThat(conversation.send("eve@evil.test", others + "Subject: x", "", received(100) + "hello"))
                .startsWith("250");
    }

    @Test
    void the_message_after_one_in_a_loop_is_taken() {
        conversation.send("eve@evil.test", received(100) + "Subject: x", "", "hello");
        assertThat(conversation.send("eve@evil.test", received(99) + "Subject: x", "", "hello"))
                .startsWith("250");
    }

    private static String received(int fields) {
        return "Received: from a.test by b.test;\r\n\tMon, 1 Jan 2024 00:00:00 +0000\r\n".repeat(fields);
    }
}
