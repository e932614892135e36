package dev.postern.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One file of an Artemis journal, read as it lies there. Artemis itself skips what it cannot read without a word.
 *
 * @param records all that can be read, in order
 * @param damages what is wrong with it, in words for the administrator; empty if nothing is
 * @param openable whether Artemis starts with such a file at all
 */
record JournalFile(List<JournalRecord> records, List<String> damages, boolean openable) {
    private static final int HEADER = 16;
    private static final int VERSION = 2;

    /** @param fullSize of such a file: they have it from their first use on */
    static JournalFile read(Path path, int fullSize) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(path));
        if (isZero(content, 0, content.limit())) {
            return new JournalFile(List.of(), List.of(), true); // was being made, or lies ready for use
        }
        List<String> damages = new ArrayList<>();
        if (content.limit() != fullSize) {
            damages.add(path + " is " + content.limit() + " bytes long, and must be " + fullSize + ": it was cut off");
        }
        if (content.limit() < HEADER) {
            return new JournalFile(List.of(), damages, true);
        }
        int version = content.getInt();
        content.getInt(); // of the user, who is Artemis itself
        int number = (int) content.getLong();
        if (version != VERSION) {
            damages.add(path + " has a damaged header, and nothing of it can be read");
            return new JournalFile(List.of(), damages, false);
        }
        return new JournalFile(records(path, content, number, damages), damages, true);
    }

    private static List<JournalRecord> records(Path path, ByteBuffer content, int number, List<String> damages) {
        List<JournalRecord> records = new ArrayList<>();
        int end = HEADER;
        while (content.hasRemaining()) {
            Optional<JournalRecord> record = JournalRecord.at(content, number);
            if (record.isEmpty()) {
                content.get();
                continue;
            }
            int begin = content.position();
            // Zeros only fill a block up. What follows the last record may be of an earlier use, or of a write that
            // the end of the machine cut off and that nobody was told to be done.
            if (!isZero(content, end, begin)) {
                damages.add(path + " cannot be read from byte " + end + " to " + begin);
            }
            records.add(record.get());
            end = begin + record.get().size();
            content.position(end);
        }
        return records;
    }

    private static boolean isZero(ByteBuffer content, int from, int to) {
        for (int i = from; i < to; i++) {
            if (content.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
