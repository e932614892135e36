package dev.postern.delivery;

import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.message;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server announces CHUNKING and BDAT does not work: the message goes at once without it, and never twice. */
class BrokenChunkingTest extends ExtensionsScene {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "500 5.5.2 unrecognized command",
                "500 what?",
                "502 5.5.1 not implemented",
                "502 no",
                "503 5.5.1 bad sequence",
                "503 no",
                "504 5.5.4 no",
                "552 5.3.4 too large",
                "552 no",
                "554 5.5.1 protocol error",
                "501 syntax",
                CLOSE,
                SILENCE
            })
    void bdatDoesNotWork(String reply) {
        rejecting("BDAT", reply);

        delivered(deliver());
        assertThat(server.messagesSoFar()).hasSize(1);
        assertThat(heard()).contains("\r\nDATA\r\n");
        nothingFollowsTheChunk();
        int before = connections();

        delivered(deliver());
        assertThat(connections()).isLessThanOrEqualTo(before + 1);
        assertThat(heard().split("BDAT ", -1))
                .as("BDAT is left out from now on")
                .hasSize(2);
        kept.clock.advance(Duration.ofHours(1).plusMinutes(1));
        server.answering((talk, line) -> Optional.empty());
        delivered(deliver());
        assertThat(heard().split("BDAT ", -1).length).as("and used again later").isGreaterThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 5.7.1 spam", "550 5.7.1 spam", "552 5.2.2 mailbox full", "554 5.6.0 no", "550 no"})
    void aMessageThatIsRejectedInAChunkIsRejected(String reply) {
        rejecting("BDAT", reply);

        assertThat(failed(deliver()).reason()).isEqualTo(reply);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void theLastChunkIsAnsweredByClosingAndNobodyGetsTheMessageTwice() {
        rejecting("LAST", CLOSE);

        assertThat(deferred(deliver()).mayHaveArrived()).isTrue();
        assertThat(connections()).isEqualTo(1);
        delivered(deliver());
        assertThat(heard()).as("the next attempt is made without BDAT").contains("\r\nDATA\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 no", "502 5.5.1 no", "552 5.3.4 no"})
    void theLastChunkIsRejected(String reply) {
        rejecting("LAST", reply);

        delivered(deliver());
        assertThat(server.messagesSoFar()).hasSize(1);
        nothingFollowsTheChunk();
    }

    /** A server that cannot do BDAT may read what follows as a part of the message, and the message as commands. */
    private void nothingFollowsTheChunk() {
        assertThat(server.conversations().get(0).encrypted().split("MAIL FROM", -1))
                .as("transactions over the connection")
                .hasSize(2);
    }

    @Test
    void aServerThatCanDoBdatGetsOneChunkEachFromTheSecondMessageOn() {
        delivered(deliver());
        delivered(deliver());

        assertThat(heard().split("BDAT ", -1)).hasSize(4);
        assertThat(server.messagesSoFar()).hasSize(2).allMatch(message -> message.endsWith(SECRET + "\r\n"));
    }

    @Test
    void aLargeMessageIsSentInTwoChunks() {
        String large = "Subject: x\r\n\r\n" + ("0123456789".repeat(6) + "\r\n").repeat(10_000);

        delivered(deliver(message(large, SENDER, RECIPIENT)));

        assertThat(server.messagesSoFar()).containsExactly(large);
    }
}
