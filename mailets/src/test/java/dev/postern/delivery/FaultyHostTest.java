package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.IMPATIENT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.ConversationException;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.Phase;
import dev.postern.smtpclient.SmtpWire;
import dev.postern.smtpclient.Terms;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a fault at one server may not do to what others took, nor to the next message over the same connection. */
class FaultyHostTest {
    private final ScriptedSmtpServer first = new ScriptedSmtpServer();
    private final ScriptedSmtpServer second = new ScriptedSmtpServer();
    private final Deadlines deadlines = new Deadlines();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private ConnectionPool pool() {
        return new ConnectionPool(
                IMPATIENT, deadlines, new ConnectionPool.Limits(10, Duration.ofMinutes(1), 5, 5), Clock.systemUTC());
    }

    private static Clock clock(InstantSource source) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return source.instant();
            }
        };
    }

    @Test
    void aServerThatMakesUsFailDoesNotHaveAnotherOnesRecipientsServedTwice() {
        first.withTls(CA.issue(NAME)).answering("RCPT", "250 ok", "450 later");
        second.withTls(CA.issue(NAME));
        // The clock is read at each verdict; from the second server's on it fails, as a decoder of certificates might.
        InstantSource source = () -> {
            if (!second.conversations().isEmpty()) {
                throw new IllegalStateException("a certificate that nobody can judge");
            }
            return Instant.now();
        };
        var judged = clock(source);
        try (var attempt = Attempting.attempt(pool(), judged)) {
            var outcomes = deliver(
                    attempt,
                    mail("a@contoso.test", "b@contoso.test"),
                    new Terms(SECURE, Optional.empty()),
                    hosts(first, second));

            delivered(outcomes.get("a@contoso.test"));
            deferred(outcomes.get("b@contoso.test"));
        }
        assertThat(second.heardInTls()).doesNotContain("MAIL FROM");
    }

    @Test
    void aConnectionThatCannotBeKeptDoesNotHaveTheMessageSentAgain() {
        first.withTls(CA.issue(NAME));
        second.withTls(CA.issue(NAME));
        // The clock is read when a connection goes to rest, which is after the message was taken.
        var broken = clock(() -> {
            if (!first.messagesSoFar().isEmpty()) {
                throw new IllegalStateException("no time, as this test wants it");
            }
            return Instant.now();
        });
        var pool = new ConnectionPool(
                IMPATIENT, deadlines, new ConnectionPool.Limits(10, Duration.ofMinutes(1), 5, 5), broken);
        try (var attempt = Attempting.attempt(pool, Clock.systemUTC())) {
            delivered(
                    deliver(attempt, mail("a@contoso.test"), new Terms(SECURE, Optional.empty()), hosts(first, second))
                            .get("a@contoso.test"));
        }
        assertThat(second.conversations()).isEmpty();
    }

    @Test
    void notEvenWantOfMemoryAtOneServerLosesWhatAnotherSaid() {
        first.withTls(CA.issue(NAME)).answering("RCPT", "250 ok", "450 later");
        second.withTls(CA.issue(NAME));
        var judged = clock(() -> {
            if (!second.conversations().isEmpty()) {
                throw new OutOfMemoryError("as this test wants it");
            }
            return Instant.now();
        });
        try (var attempt = Attempting.attempt(pool(), judged)) {
            var outcomes = deliver(
                    attempt,
                    mail("a@contoso.test", "b@contoso.test"),
                    new Terms(SECURE, Optional.empty()),
                    hosts(first, second));

            delivered(outcomes.get("a@contoso.test"));
            deferred(outcomes.get("b@contoso.test"));
        }
    }

    @Test
    void aChunkThatFailedDoesNotHaveTheNextMessageRefusedAsOutOfOrder() {
        first.withTls(CA.issue(NAME)).offering("CHUNKING").answering("BDAT", "554 5.7.1 spam", "250 ok");
        try (var attempt = Attempting.attempt(pool(), Clock.systemUTC())) {
            var terms = new Terms(SECURE, Optional.empty());
            deliver(attempt, mail("a@contoso.test"), terms, hosts(first));
            delivered(deliver(attempt, mail("a@contoso.test"), terms, hosts(first))
                    .get("a@contoso.test"));
        }
        assertThat(first.conversations()).hasSize(1);
        assertThat(first.heardInTls()).containsSubsequence("BDAT", "RSET", "MAIL FROM");
    }

    @Test
    void halfAChunkIsNotMadeWholeByOurGoodBye() throws ConversationException {
        var wire = new SmtpWire(first.host(NAME), IMPATIENT, deadlines, IMPATIENT.conversation());
        wire.greeting();
        wire.say(Phase.EHLO, List.of("EHLO gw.example.org"));
        wire.hear(Phase.EHLO, "EHLO");
        assertThatThrownBy(() -> wire.sayContent(out -> {
                    out.write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    throw new OutOfMemoryError("as this test wants it");
                }))
                .isInstanceOf(OutOfMemoryError.class);

        wire.close();

        first.close();
        assertThat(wire.isBroken()).isTrue();
        assertThat(first.heardInClear()).doesNotContain("QUIT");
    }
}
