package dev.postern.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is wrong with the embedded broker's files, found before it opens them: it skips what it cannot read, deletes files
 * that are too short, and deletes all messages of a queue of which it finds no trace, without a word that anybody would
 * see. Reads everything once, a file at a time, and changes nothing.
 *
 * @param damages each in words for the administrator
 * @param unusable files with which the broker does not even start
 * @param queuesReadable whether the broker finds its queues; if not, it would delete all their messages
 */
public record JournalInspection(List<String> damages, Set<Path> unusable, boolean queuesReadable) {
    private static final byte QUEUE = 21;
    private static final byte LARGE_MESSAGE = 30;
    private static final byte MESSAGE = 31;
    private static final byte REFERENCE = 32;
    private static final byte MESSAGE_WITH_FORMAT = 45;
    private static final byte FORMAT_LARGE = 2;
    /** The broker's own list of files to rename; there only while it puts a compacted journal in the place of the old. */
    private static final String COMPACTION = "journal-rename-control.ctr";

    /** What the records of the journal say together. */
    private static final class Content {
        private final Set<Long> messages = new HashSet<>();
        private final Set<Long> large = new HashSet<>();
        private final Map<Long, Long> queueOf = new HashMap<>();
        private final Set<Long> deleted = new HashSet<>();

        private void add(JournalRecord record) {
            if (record.type().isDelete()) {
                deleted.add(record.id());
            } else if (record.type().isAdd()) {
                boolean isLarge = record.kind() == LARGE_MESSAGE
                        || (record.kind() == MESSAGE_WITH_FORMAT
                                && record.body().hasRemaining()
                                && record.body().get(0) == FORMAT_LARGE);
                if (isLarge || record.kind() == MESSAGE || record.kind() == MESSAGE_WITH_FORMAT) {
                    messages.add(record.id());
                }
                if (isLarge) {
                    large.add(record.id());
                }
            } else if (record.type().isUpdate()
                    && record.kind() == REFERENCE
                    && record.body().remaining() >= Long.BYTES) {
                queueOf.put(record.id(), record.body().getLong(0));
            }
        }
    }

    /**
     * Looks at a broker's directory that no broker has open.
     *
     * @throws IOException if a file cannot be read at all
     */
    public static JournalInspection of(Path directory) throws IOException {
        if (isCompacted(directory.resolve("bindings")) || isCompacted(directory.resolve("journal"))) {
            // It was killed at it, and finishes it when it starts. Until then its files by themselves do not fit
            // together,
            // which is no damage; the next start looks at them.
            return new JournalInspection(List.of(), Set.of(), true);
        }
        List<String> damages = new ArrayList<>();
        List<Path> bindings = files(directory.resolve("bindings"), ".bindings");
        List<Path> journal = files(directory.resolve("journal"), ".amq");
        Set<Long> queues = new HashSet<>();
        Set<Path> unusable = new HashSet<>();
        boolean bindingsWhole = true;
        for (Path file : bindings) {
            JournalFile read = JournalFile.read(file, JournalFormat.BINDINGS_FILE);
            damages.addAll(read.damages());
            bindingsWhole &= read.damages().isEmpty();
            read.records().stream()
                    .filter(record -> record.type().isAdd() && record.kind() == QUEUE)
                    .forEach(record -> queues.add(record.id()));
        }
        var content = new Content();
        for (Path file : journal) {
            JournalFile read = JournalFile.read(file, JournalFormat.JOURNAL_FILE);
            damages.addAll(read.damages());
            read.records().forEach(content::add);
            if (!read.openable()) {
                unusable.add(file);
            }
        }
        if (journal.isEmpty() && !queues.isEmpty()) {
            damages.add(directory.resolve("journal") + " has lost all its files");
        }
        damages.addAll(missing(content, directory));
        damages.addAll(Inventory.differences(directory));
        Set<Long> unknown = unknownQueues(content, queues);
        if (!unknown.isEmpty()) {
            damages.add(directory.resolve("bindings") + " does not tell of " + unknown.size()
                    + " queue(s) that messages in " + directory.resolve("journal") + " belong to");
        }
        // Which queues the messages in pages belong to is not looked up: then the bindings must be whole.
        boolean paged = !files(directory.resolve("paging"), "").isEmpty();
        return new JournalInspection(
                List.copyOf(damages), Set.copyOf(unusable), unknown.isEmpty() && (bindingsWhole || !paged));
    }

    private static List<String> missing(Content content, Path directory) {
        List<String> damages = new ArrayList<>();
        long lost = content.queueOf.keySet().stream()
                .filter(id -> !content.messages.contains(id) && !content.deleted.contains(id))
                .count();
        if (lost > 0) {
            damages.add(directory.resolve("journal") + " names " + lost + " message(s) that are not there");
        }
        content.large.stream()
                .filter(id -> content.queueOf.containsKey(id) && !content.deleted.contains(id))
                .map(id -> directory.resolve("large-messages").resolve(id + ".msg"))
                .filter(file -> !Files.isRegularFile(file))
                .forEach(file -> damages.add(file + ", the content of a message, is missing"));
        return damages;
    }

    private static Set<Long> unknownQueues(Content content, Set<Long> known) {
        Set<Long> unknown = new HashSet<>();
        content.queueOf.forEach((message, queue) -> {
            if (content.messages.contains(message) && !content.deleted.contains(message) && !known.contains(queue)) {
                unknown.add(queue);
            }
        });
        return unknown;
    }

    private static boolean isCompacted(Path part) {
        return Files.isRegularFile(part.resolve(COMPACTION));
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
