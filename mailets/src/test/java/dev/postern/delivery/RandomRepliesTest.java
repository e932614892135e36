package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Terms;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server replies, every recipient has exactly one outcome, and no attempt sends a message twice or empty. */
class RandomRepliesTest {
    private static final List<String> REPLIES = List.of(
            "250 ok",
            "250 ok",
            "250 ok",
            "250 ok",
            "354 go ahead",
            "421 4.3.2 going down",
            "450 4.2.1 later",
            "451 4.3.0 local error",
            "503 5.5.1 bad sequence",
            "550 5.1.1 unknown",
            "552 5.5.3 too many",
            "250 ok\r\n250 ok",
            ScriptedSmtpServer.CLOSE);
    private static final String[] RECIPIENTS = {"a@contoso.test", "B@contoso.test", "b@contoso.test"};

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRecipientIsAccountedForOnce(int seed) {
        var random = new Random(seed);
        try (var server = new ScriptedSmtpServer();
                var kept = new Kept()) {
            server.withTls(CA.issue(NAME));
            if (random.nextInt(4) > 0) {
                server.offering("PIPELINING");
            }
            server.answeringInTls("MAIL", replies(random, 4))
                    .answeringInTls("RCPT", replies(random, 10))
                    .answeringInTls("DATA", dataReplies(random))
                    .answeringInTls(".", replies(random, 3));
            for (int round = 0; round < 3; round++) {
                int before = served(server).size();

                var outcomes = kept.deliver(Attempting.mail(RECIPIENTS), new Terms(SECURE, Optional.empty()), server);

                assertThat(outcomes.all().keySet())
                        .extracting(Recipient::toString)
                        .containsExactlyInAnyOrder(RECIPIENTS);
                List<String> arrived =
                        served(server).subList(before, served(server).size());
                assertThat(arrived).as("recipients in one attempt").doesNotHaveDuplicates();
                outcomes.all().forEach((recipient, outcome) -> {
                    if (outcome instanceof Delivered) {
                        assertThat(arrived).contains("RCPT TO:<" + recipient + ">");
                    }
                    if (outcome instanceof Failed failed) {
                        assertThat(failed.cause().reason()).startsWith("55");
                    }
                });
            }
            assertThat(server.messagesSoFar()).noneMatch(String::isEmpty);
        }
    }

    private static List<String> served(ScriptedSmtpServer server) {
        return server.conversations().stream()
                .flatMap(conversation -> conversation.served().stream())
                .toList();
    }

    private static String[] replies(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(any -> REPLIES.get(random.nextInt(REPLIES.size())))
                .toArray(String[]::new);
    }

    private static String[] dataReplies(Random random) {
        return IntStream.range(0, 4)
                .mapToObj(any -> random.nextInt(3) > 0 ? "354 go ahead" : REPLIES.get(random.nextInt(REPLIES.size())))
                .toArray(String[]::new);
    }
}
