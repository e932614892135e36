package dev.postern.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.partner.PartnerFixture;
import dev.postern.smtp.Conversation;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What fails between DATA and the reply to its end. */
class ContentFailureTest {
    private static final Logger OURS = (Logger) LoggerFactory.getLogger(ContentFailure.class);
    private static final Logger JAMES = (Logger) LoggerFactory.getLogger("org.apache.james.smtpserver.SendMailHandler");

    private final Conversation conversation =
            Conversation.with(PartnerFixture.contoso()).greeted();

    @BeforeEach
    void quiet() {
        OURS.setLevel(Level.OFF);
        JAMES.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        OURS.setLevel(null);
        JAMES.setLevel(null);
    }

    private static Stream<Throwable> failures() {
        return Stream.of(
                new MailQueue.MailQueueException("secret", new IOException("secret: No space left on device")),
                new IllegalStateException("secret"),
                new StackOverflowError("secret"),
                new OutOfMemoryError("secret"),
                new NoClassDefFoundError("secret"),
                new IOException("secret"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatever_the_queue_throws_is_never_answered_with_250_and_the_session_goes_on(Throwable failure) {
        conversation.spool.failure = Optional.of(failure);
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                .matches("45[12] 4\\.3\\.[01] .*")
                .doesNotContain("secret", "closed");
        assertThat(conversation.queued()).isEmpty();

        conversation.spool.failure = Optional.empty();
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                .startsWith("250");
        assertThat(conversation.queued()).hasSize(1);
    }

    @Test
    void a_temporary_file_on_a_full_disk_is_452_at_the_end_of_the_message() {
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say("DATA");
        onAFullDisk();
        assertThat(conversation.say("Subject: x")).isEmpty();
        assertThat(conversation.say("")).isEmpty();
        for (int i = 0; i < 150; i++) {
            assertThat(conversation.say("x".repeat(998))).isEmpty();
        }
        assertThat(conversation.say("MAIL FROM:<eve@evil.test>"))
                .as("content, whatever it looks like")
                .isEmpty();
        assertThat(conversation.say(".")).isEqualTo("452 4.3.1 Could not store the message, try again later");
        assertThat(conversation.queued()).isEmpty();
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                .startsWith("250");
    }

    /** As there, the file that is made once a message has some 100 KB cannot be made. */
    private void onAFullDisk() {
        String tooLong = "x".repeat(300); // for the name of a file
        conversation.session.setMimeMessageInputStreamSource(MimeMessageInputStreamSource.create(tooLong));
    }
}
