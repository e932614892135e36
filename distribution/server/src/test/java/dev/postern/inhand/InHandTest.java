package dev.postern.inhand;

import static dev.postern.inhand.InHand.Stage.OUTGOING;
import static dev.postern.inhand.InHand.Stage.SPOOL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that is left open is what a process leaves that ended in the middle. */
class InHandTest {
    @TempDir
    private Path directory;

    private InHand start() throws IOException {
        return InHand.open(directory);
    }

    @Test
    void aMessageThatWasInHandAtThreeEndsOfTheProcessIsToBeSetAside() throws IOException {
        assertThat(start().begin(SPOOL, "Mail1")).isTrue();
        assertThat(start().begin(SPOOL, "Mail1")).isTrue();
        assertThat(start().begin(SPOOL, "Mail1")).isTrue();
        assertThat(start().begin(SPOOL, "Mail1")).isFalse();
    }

    @Test
    void anotherMessageThatWasNotInHandAgainGoesOn() throws IOException {
        InHand first = start();
        first.begin(SPOOL, "Mail1");
        first.begin(SPOOL, "Mail2");
        start().begin(SPOOL, "Mail1");
        start().begin(SPOOL, "Mail1");

        InHand fourth = start();

        assertThat(fourth.begin(SPOOL, "Mail1")).isFalse();
        fourth.end(SPOOL, "Mail1");
        assertThat(fourth.begin(SPOOL, "Mail2")).isTrue();
    }

    @Test
    void oneThatWasBesideANewOneEachTimeIsSetAsideOnlyAfterAFourthEnd() throws IOException {
        for (int end = 0; end < 4; end++) {
            InHand ended = start();
            assertThat(ended.begin(SPOOL, "Mail1")).isTrue();
            ended.begin(SPOOL, "new" + end);
        }
        InHand last = start();

        assertThat(last.begin(SPOOL, "Mail1")).isFalse();
        last.end(SPOOL, "Mail1");
        assertThat(last.begin(SPOOL, "new3")).isTrue();
    }

    @Test
    void aLongNameIsRecognisedAsWell() throws IOException {
        String name = "Mail1-to-" + "a23456789.".repeat(25) + "test";
        start().begin(OUTGOING, name);
        start().begin(OUTGOING, name);
        start().begin(OUTGOING, name);

        assertThat(start().begin(OUTGOING, name)).isFalse();
    }

    @Test
    void aMessageThatTheProcessOutlivedIsNoSuspectAnyMore() throws IOException {
        start().begin(SPOOL, "Mail1");
        InHand second = start();
        second.begin(SPOOL, "Mail1");
        second.end(SPOOL, "Mail1");
        second.begin(SPOOL, "Mail1");
        start().begin(SPOOL, "Mail1");

        assertThat(start().begin(SPOOL, "Mail1")).isTrue();
    }

    @Test
    void whatIsInHandAtAnOrderlyStopIsNoSuspect() throws IOException {
        for (int stop = 0; stop < 3; stop++) {
            InHand stopped = start();
            assertThat(stopped.begin(OUTGOING, "Mail1")).isTrue();
            stopped.stopping();
        }
        assertThat(Files.exists(directory.resolve("in-hand.suspects"))).isFalse();
    }

    @Test
    void theSpoolAndTheOutgoingQueueAreToldApart() throws IOException {
        start().begin(SPOOL, "Mail1");
        start().begin(SPOOL, "Mail1");
        start().begin(SPOOL, "Mail1");
        InHand fourth = start();

        assertThat(fourth.begin(OUTGOING, "Mail1")).isTrue();
        assertThat(fourth.begin(SPOOL, "Mail1")).isFalse();
    }

    @Test
    void whatAnEarlierBootLeftTellsNothing() throws IOException {
        start().begin(SPOOL, "Mail1");
        byte[] record = Files.readAllBytes(directory.resolve("in-hand"));
        record[1] = 'x';
        Files.write(directory.resolve("in-hand"), record);

        start();

        assertThat(Files.exists(directory.resolve("in-hand.suspects"))).isFalse();
    }

    @Test
    void suspectsAreProcessedOneAtATimeAndOthersBesideThem() throws Exception {
        InHand first = start();
        first.begin(SPOOL, "Mail1");
        first.begin(SPOOL, "Mail2");
        InHand second = start();
        second.begin(SPOOL, "Mail1");
        var began = new CountDownLatch(1);
        var other = new Thread(() -> {
            second.begin(SPOOL, "Mail2");
            began.countDown();
        });
        other.start();

        assertThat(second.begin(SPOOL, "Mail3")).isTrue();
        while (other.isAlive() && other.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(began.getCount()).isEqualTo(1);
        second.end(SPOOL, "Mail1");
        assertThat(began.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
