package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.intake.Intake;
import dev.postern.partner.PartnerFixture;
import org.junit.jupiter.api.Test;

/** New mail while there is no room for it. */
class BackPressureTest {
    private static final String NO_ROOM = "452 4.3.1 No room for new mail, try again later";

    private final Conversation conversation =
            Conversation.with(PartnerFixture.contoso()).greeted();

    @Test
    void mail_is_refused_for_now_before_any_content_and_taken_again_in_the_same_session() {
        conversation.intake = bytes -> false;
        assertThat(conversation.say("MAIL FROM:<eve@evil.test>")).isEqualTo(NO_ROOM);
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("503");
        conversation.intake = Intake.UNBOUNDED;
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                .startsWith("250");
    }

    @Test
    void an_announced_size_is_counted_against_the_room_that_is_left() {
        conversation.intake = bytes -> bytes <= 5000;
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> SIZE=5001")).isEqualTo(NO_ROOM);
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> SIZE=5000")).startsWith("250");
    }

    @Test
    void a_message_that_is_too_large_at_any_time_is_not_told_to_come_back() {
        conversation.intake = bytes -> false;
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> SIZE=1000001")).startsWith("552 5.3.4");
    }

    @Test
    void notices_without_a_sender_wait_as_well() {
        conversation.intake = bytes -> false;
        assertThat(conversation.say("MAIL FROM:<>")).isEqualTo(NO_ROOM);
    }

    @Test
    void who_has_much_to_send_is_not_sent_away_for_it() {
        conversation.intake = bytes -> false;
        for (int i = 0; i < 2 * ErrorLimit.LIMIT; i++) {
            assertThat(conversation.say("MAIL FROM:<eve@evil.test>")).isEqualTo(NO_ROOM);
        }
    }
}
