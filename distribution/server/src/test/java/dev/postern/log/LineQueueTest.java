package dev.postern.log;

import static dev.postern.log.LineImportance.ACCEPTANCE;
import static dev.postern.log.LineImportance.DECISION;
import static dev.postern.log.LineImportance.ORDINARY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class LineQueueTest {
    private static final int KIBIBYTE = 1 << 10;

    private final CountDownLatch reader = new CountDownLatch(1);
    private final AtomicInteger successes = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean faulty;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final BlockingQueue<Long> resumed = new LinkedBlockingQueue<>();
    private final LineQueue lines = new LineQueue(new Pipe(), resumed::add);

    /** Takes nothing until somebody reads, and then takes as many lines, and fails as often, as it is told. */
    private final class Pipe extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            try {
                reader.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (successes.getAndUpdate(left -> Math.max(0, left - 1)) == 0
                    && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                if (faulty) {
                    throw new IllegalStateException("as this test wants it");
                }
                throw new IOException("No space left on device");
            }
            written.write(octets, from, length);
        }
    }

    @AfterEach
    void read() {
        reader.countDown();
    }

    @Test
    void linesAreWrittenInTheirOrder() throws InterruptedException {
        reader.countDown();
        for (int line = 0; line < 1_000; line++) {
            lines.add((line + "\n").getBytes(StandardCharsets.UTF_8), line % 2 == 0 ? ORDINARY : ACCEPTANCE);
        }
        assertThat(lines.awaitWritten(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written.toString(StandardCharsets.UTF_8).lines().map(Integer::valueOf))
                .hasSize(1_000)
                .isSorted();
        assertThat(resumed).isEmpty();
    }

    @Test
    void addingNeverWaitsForAReaderAndOrdinaryLinesAreDroppedFirst() {
        addMebibytes(10, ORDINARY);
        assertThat(waiting()).isEqualTo(1 << 20);
        addMebibytes(10, DECISION);
        assertThat(waiting()).isEqualTo(3 << 20);
        addMebibytes(10, ACCEPTANCE);
        assertThat(waiting()).isEqualTo(13 << 20);
    }

    @Test
    void noMailIsAcceptedBeforeALineOfAnAcceptanceWouldBeTheLastThatFits() {
        addMebibytes(10, ORDINARY);
        assertThat(lines.hasRoom()).isTrue();
        addMebibytes(10, DECISION);
        assertThat(lines.hasRoom()).isFalse();
    }

    @Test
    void whatWasDroppedIsCountedAndToldOnceLinesAreReadAgain() throws InterruptedException {
        addMebibytes(2, ORDINARY);
        addMebibytes(1, ACCEPTANCE);

        reader.countDown();

        assertThat(resumed.poll(60, TimeUnit.SECONDS)).isEqualTo(1024);
        assertThat(lines.awaitWritten(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written.size()).isEqualTo(2 << 20);
        assertThat(lines.hasRoom()).isTrue();
        assertThat(resumed).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsTriedAgain() throws InterruptedException {
        failures.set(1);
        reader.countDown();
        lines.add("decision\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE);
        assertThat(lines.awaitWritten(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("decision\n");
    }

    @Test
    void anExceptionOfAnyKindEndsNoWriting() throws InterruptedException {
        faulty = true;
        whatCannotBeWrittenIsTriedAgain();
    }

    @Test
    void anExceptionOfThatWhichIsToldOfDroppedLinesEndsNoWriting() throws InterruptedException {
        var told = new CountDownLatch(1);
        var queue = new LineQueue(new Pipe(), dropped -> {
            told.countDown();
            throw new IllegalStateException("as this test wants it");
        });
        queue.add(new byte[2 << 20], ORDINARY);
        queue.add("first\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE);
        reader.countDown();
        assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();

        queue.add("second\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE);
        assertThat(queue.awaitWritten(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("first\nsecond\n");
    }

    @Test
    void aLineThatWasWrittenBeforeAFailureIsNotWrittenAgain() throws InterruptedException {
        lines.add("first\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE); // waits for the reader, alone
        successes.set(2);
        failures.set(1);
        lines.add("second\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE);
        lines.add("third\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE);
        lines.add("fourth\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE);
        reader.countDown();
        assertThat(lines.awaitWritten(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("first\nsecond\nthird\nfourth\n");
        assertThat(failures).hasValue(0);
    }

    @Test
    void theEndOfAProcessWaitsForNobodyAndKnowsWhichDecisionsAreUnwritten() throws InterruptedException {
        lines.add("ordinary\n".getBytes(StandardCharsets.UTF_8), ORDINARY);
        lines.add("decision\n".getBytes(StandardCharsets.UTF_8), DECISION);
        lines.add("acceptance\n".getBytes(StandardCharsets.UTF_8), ACCEPTANCE);

        assertThat(lines.awaitWritten(10, TimeUnit.MILLISECONDS)).isFalse();

        assertThat(lines.unwrittenDecisions().stream().map(line -> new String(line, StandardCharsets.UTF_8)))
                .containsExactly("decision\n", "acceptance\n");
    }

    private void addMebibytes(int mebibytes, LineImportance importance) {
        for (int line = 0; line < mebibytes * KIBIBYTE; line++) {
            lines.add(new byte[KIBIBYTE], importance);
        }
    }

    private long waiting() {
        return lines.waiting();
    }
}
