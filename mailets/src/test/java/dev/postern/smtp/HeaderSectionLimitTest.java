package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderSectionLimitTest {
    private static final String REFUSED = "552 5.3.4 The message's header section is too long";

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
}
