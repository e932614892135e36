package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.james.core.MailAddress;
import org.junit.jupiter.api.Test;

class SessionMessageHookTest {
    private final Conversation conversation = Conversation.with();

    /** Else the pipeline leaves a rest without recipients, which is kept on disk as if it had been denied. */
    @Test
    void a_recipient_named_twice_leaves_no_second_message() throws Exception {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<alice@example.org>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say("RCPT TO:<alice@EXAMPLE.org>");
        conversation.deliver("Subject: x", "", "hello");

        assertThat(conversation.onlyQueued().getRecipients())
                .containsExactly(new MailAddress("alice@example.org"), new MailAddress("bob@example.org"));
    }

    @Test
    void two_recipients_that_differ_in_the_case_of_the_local_part_are_two() {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<Bob@example.org>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.deliver("Subject: x", "", "hello");

        assertThat(conversation.onlyQueued().getRecipients())
                .extracting(MailAddress::asString)
                .containsExactly("Bob@example.org", "bob@example.org");
    }
}
