package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.memory.Claimant;
import dev.postern.memory.MemoryBudget;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** 8-bit messages to a server that takes 7 bit only are converted within the memory budget. */
class SevenBitConversionTest {
    private static final long BUDGET = 1_000_000;

    private final ScriptedSmtpServer server = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final MemoryBudget memory = new MemoryBudget(BUDGET);
    private final SmtpAttempt attempt = Attempting.attempt(memory);

    @AfterEach
    void stop() {
        attempt.close();
        server.close();
    }

    private AttemptOutcome deliver(int octets) {
        var mail = message(
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + "Gr\u00c3\u00bc\u00c3\u009fe\r\n".repeat(octets / 10) + "\r\n",
                SENDER,
                RECIPIENT);
        return Attempting.deliver(attempt, mail, new Terms(SECURE, Optional.empty()), hosts(server))
                .get(RECIPIENT);
    }

    @Test
    void theMemoryIsGivenBackWhateverBecomesOfTheMessage() {
        delivered(deliver(1000));
        assertThat(memory.reserved()).isZero();

        server.answering("MAIL", ScriptedSmtpServer.CLOSE);
        deferred(deliver(1000));
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void whileOthersHaveTheMemoryTheMessageIsDeferred() {
        try (var others = memory.reserve(Claimant.STRANGER, memory.limit(Claimant.STRANGER))
                .orElseThrow()) {
            assertThat(deferred(deliver(1000)).delayedStatus()).isEqualTo("4.3.0");
            assertThat(others.bytes()).isEqualTo(memory.reserved());
        }

        delivered(deliver(1000));
        assertThat(server.messages()).hasSize(1);
    }

    @Test
    void aMessageThatNoBudgetWouldDoForIsReturned() {
        Cause cause = failed(deliver(200_000));

        assertThat(cause.finalStatus()).isEqualTo("5.6.3");
        assertThat(cause.reason()).contains("too large to be converted");
        assertThat(server.messages()).isEmpty();
    }
}
