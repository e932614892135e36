package dev.postern.attempt;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.delivery.Attempting;
import dev.postern.delivery.Kept;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server accepts so many recipients in one transaction, and says so in one of many ways (RFC 5321 §4.5.3.1.10). */
class TooManyRecipientsTest {
    private static final String TOO_MANY = "452 4.5.3 Too many recipients";

    private final ScriptedSmtpServer server = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final Kept kept = new Kept();

    @AfterEach
    void stop() {
        kept.close();
        server.close();
    }

    private Attempting.Outcomes deliver(int recipients) {
        return kept.deliver(Attempting.mail(addresses(recipients)), new Terms(SECURE, Optional.empty()), server);
    }

    private static String[] addresses(int recipients) {
        return IntStream.range(0, recipients)
                .mapToObj(i -> "user" + i + "@contoso.test")
                .toArray(String[]::new);
    }

    /** How many recipients each transaction named whose message the server accepted, as {@code [3, 3, 1]}. */
    private List<Integer> recipientsOfMessages() {
        return server.conversations().stream()
                .flatMap(conversation -> Stream.of(conversation.encrypted().split("MAIL FROM")))
                .filter(transaction -> transaction.contains("\r\n.\r\n"))
                .map(transaction -> transaction.split("RCPT TO", -1).length - 1)
                .toList();
    }

    private static void allDelivered(Attempting.Outcomes outcomes, int recipients) {
        assertThat(outcomes.all()).hasSize(recipients);
        assertThat(outcomes.all().values()).allMatch(Delivered.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "452 4.5.3 Too many recipients",
                "452 Too many recipients received this hour",
                "452 4.5.3 #4.5.3 too many recipients",
                "552 5.5.3 Too many recipients",
                "552 Too many recipients",
                "450 4.5.3 Too many",
                "451 4.5.3 Error: too many recipients",
                "550 5.5.3 Too many recipients",
                "554 5.5.3 Too many recipients",
                "503 5.5.3 Too many recipients",
            })
    void theRestFollowsAtOnceInTheNextTransaction(String reply) {
        for (boolean pipelining : List.of(false, true)) {
            if (pipelining) {
                server.offering("PIPELINING");
            }
            server.acceptingRecipients(3, reply);

            allDelivered(deliver(7), 7);
        }
        assertThat(recipientsOfMessages()).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "452 4.5.3 Too many recipients, 421 4.7.0 Too many errors",
        "452 4.5.3 Too many recipients, <close>",
        "421 4.5.3 Too many recipients, 421 closing",
        "<close>, <close>",
        "452 Too many, 421 closing",
    })
    void whoeverWasAcceptedBeforeTheServerClosesStillGetsTheMessage(String first, String then) {
        for (String extension : List.of("HELP", "PIPELINING")) {
            server.offering(extension).acceptingRecipients(3, first, then);

            allDelivered(deliver(10), 10);
        }
        assertThat(recipientsOfMessages()).containsExactly(3, 3, 3, 1, 3, 3, 3, 1);
    }

    @Test
    void theServerClosesOnlyAtData() {
        server.answering((conversation, line) -> {
            if (conversation.recipientsSaid() > 3) {
                return line.startsWith("RCPT")
                        ? Optional.of(TOO_MANY)
                        : line.equals("DATA") ? Optional.of("421 4.7.0 too many errors") : Optional.empty();
            }
            return Optional.empty();
        });

        allDelivered(deliver(7), 7);
    }

    @Test
    void theBoundIsLearntAndForgottenAgain() {
        server.acceptingRecipients(3, TOO_MANY, "421 closing");
        allDelivered(deliver(6), 6);
        assertThat(server.conversations()).hasSize(2);

        kept.clock.advance(Duration.ofMinutes(30));
        allDelivered(deliver(6), 6);
        assertThat(recipientsOfMessages()).containsExactly(3, 3, 3, 3);
        assertThat(server.conversations()).hasSize(3);

        kept.clock.advance(Duration.ofHours(2));
        server.answering((conversation, line) -> Optional.empty());
        allDelivered(deliver(6), 6);
        assertThat(recipientsOfMessages()).containsExactly(3, 3, 3, 3, 6);
    }

    @Test
    void aHundredRecipientsAtMostAreNamedBeforeAnyServerHasSaidHowMany() {
        allDelivered(deliver(250), 250);

        assertThat(recipientsOfMessages()).containsExactly(100, 100, 50);
    }

    @Test
    void aServerThatAcceptsNobodyIsAskedOnce() {
        server.acceptingRecipients(0, TOO_MANY);

        assertThat(deferred(deliver(5).get("user4@contoso.test")).reason()).isEqualTo(TOO_MANY);
        assertThat(server.conversations()).hasSize(1);
        assertThat(server.conversations().get(0).encrypted()).containsOnlyOnce("MAIL FROM");
    }

    @Test
    void aFullMailboxIsNoLimit() {
        server.acceptingRecipients(3, "452 4.2.2 mailbox full");

        assertThat(deferred(deliver(5).get("user4@contoso.test")).delayedStatus())
                .isEqualTo("4.2.2");
        assertThat(recipientsOfMessages()).containsExactly(5);
    }

    @Test
    void whoIsRejectedBehindTheLimitIsRejected() {
        server.answering((conversation, line) -> {
            if (line.contains("user5@")) {
                return Optional.of("550 5.1.1 unknown");
            }
            return line.startsWith("RCPT") && conversation.recipientsSaid() > 3
                    ? Optional.of(TOO_MANY)
                    : Optional.empty();
        });

        var outcomes = deliver(7);

        assertThat(failed(outcomes.get("user5@contoso.test")).finalStatus()).isEqualTo("5.1.1");
        assertThat(outcomes.all().values().stream().filter(Delivered.class::isInstance))
                .hasSize(6);
    }

    @Test
    void aLostReplyEndsTheAttemptForTheRest() {
        server.answering(".", ScriptedSmtpServer.CLOSE).acceptingRecipients(3, TOO_MANY);

        var outcomes = deliver(5);

        assertThat(deferred(outcomes.get("user0@contoso.test")).mayHaveArrived())
                .isTrue();
        deferred(outcomes.get("user4@contoso.test"));
        assertThat(server.messagesSoFar()).hasSize(1);
    }

    @Test
    void aServerThatAlwaysClosesIsLeft() {
        server.answering((conversation, line) -> line.startsWith("RCPT") && conversation.recipientsSaid() > 1
                ? Optional.of("421 closing")
                : line.equals("DATA") ? Optional.of("421 closing") : Optional.empty());

        assertThat(deferred(deliver(50).get("user49@contoso.test")).reason()).isEqualTo("421 closing");
        assertThat(server.conversations()).hasSizeLessThan(6);
    }

    @Test
    void theConnectionForTheRestIsJudgedLikeAnyOther() {
        server.answering((conversation, line) -> {
            if (line.startsWith("RCPT") && conversation.recipientsSaid() > 3) {
                server.renew(CertificateAuthority.create("Mallory").issue(NAME));
                return Optional.of("421 too many");
            }
            return Optional.empty();
        });

        var outcomes = deliver(7);

        assertThat(outcomes.all().values())
                .allMatch(outcome ->
                        deferred(outcome).tls().isPresent() || deferred(outcome).replied());
        assertThat(deferred(outcomes.get("user6@contoso.test")).tls()).isPresent();
        assertThat(server.conversations()).hasSize(2);
        assertThat(server.conversations().get(1).encrypted()).doesNotContain("MAIL");
    }

    @Test
    void theRuleIsAskedForAgainBeforeTheRest() {
        server.acceptingRecipients(3, TOO_MANY);
        var asked = new AtomicInteger();
        var outcomes = Attempting.deliver(
                Attempting.attempt(kept.pool, kept.clock),
                Attempting.mail(addresses(5)),
                new Terms(SECURE, Optional.empty()),
                Attempting.hosts(server),
                () -> asked.incrementAndGet() <= 2);

        assertThat(outcomes.all().values().stream().filter(Delivered.class::isInstance))
                .hasSize(3);
        assertThat(deferred(outcomes.get("user4@contoso.test")).trouble()).isEqualTo(FailureKind.RULE_CHANGED);
    }
}
