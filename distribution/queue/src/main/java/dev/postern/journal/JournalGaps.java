package dev.postern.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.journal.impl.JournalReaderCallback;

/**
 * Hands the records that Artemis reads from one file to a {@link JournalContent}, and notes what it skipped between them:
 * Artemis does not report that.
 */
final class JournalGaps implements JournalReaderCallback {
    /** Bytes {@code from} to {@code to} that are no record and not zero either. */
    record Gap(int from, int to) {}

    private final JournalContent content;
    private final AtomicReference<ByteBuffer> buffer;
    private final List<Gap> gaps = new ArrayList<>();
    private int end = JournalImpl.SIZE_HEADER;

    /** @param buffer into which Artemis reads the file before its first call here */
    JournalGaps(JournalContent content, AtomicReference<ByteBuffer> buffer) {
        this.content = content;
        this.buffer = buffer;
    }

    List<Gap> gaps() {
        return gaps;
    }

    /** Returns where the last record ends. Behind it are bytes of an earlier use, or of a write that a power cut ended. */
    int end() {
        return end;
    }

    /** Artemis calls with the buffer's position at the last field of the record, its length. */
    private void record() {
        ByteBuffer file = Optional.ofNullable(buffer.get()).orElseThrow();
        int next = file.position() + Integer.BYTES;
        int begin = next - file.getInt(file.position());
        // Zeros only fill a block up.
        for (int at = end; at < begin; at++) {
            if (file.get(at) != 0) {
                gaps.add(new Gap(end, begin));
                break;
            }
        }
        end = next;
    }

    @Override
    public void onReadEventRecord(RecordInfo event) {
        record();
    }

    @Override
    public void onReadAddRecord(RecordInfo added) {
        record();
        content.add(added);
    }

    @Override
    public void onReadUpdateRecord(RecordInfo updated) {
        record();
        content.update(updated);
    }

    @Override
    public void onReadDeleteRecord(long id) {
        record();
        content.delete(id);
    }

    @Override
    public void onReadAddRecordTX(long transaction, RecordInfo added) {
        onReadAddRecord(added);
    }

    @Override
    public void onReadUpdateRecordTX(long transaction, RecordInfo updated) {
        onReadUpdateRecord(updated);
    }

    @Override
    public void onReadDeleteRecordTX(long transaction, RecordInfo deleted) {
        onReadDeleteRecord(deleted.id);
    }

    @Override
    public void onReadPrepareRecord(long transaction, byte[] extra, int records) {
        record();
    }

    @Override
    public void onReadCommitRecord(long transaction, int records) {
        record();
    }

    @Override
    public void onReadRollbackRecord(long transaction) {
        record();
    }
}
