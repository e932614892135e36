package dev.postern.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.journal.impl.AbstractJournalUpdateTask;
import org.apache.activemq.artemis.core.persistence.StorageManager.LargeMessageExtension;

/**
 * Reports damage to the embedded broker's files before the broker opens them. The broker itself skips records that it cannot
 * read, deletes files that are too short, and deletes all messages of a queue that its bindings do not name, with at most a
 * warning in its log. The inspection reads each file once, with Artemis's own reader, and changes none.
 *
 * @param damages each in words for the administrator
 * @param unusable files with which the broker does not even start
 * @param queuesReadable whether the broker finds its queues; if not, it would delete all their messages
 */
public record JournalInspection(List<String> damages, Set<Path> unusable, boolean queuesReadable) {
    /**
     * Looks at a broker's directory that no broker has open.
     *
     * @throws IOException if a file cannot be read at all
     */
    public static JournalInspection of(Path directory) throws IOException {
        Path bindings = directory.resolve("bindings");
        Path journal = directory.resolve("journal");
        if (isCompacted(bindings) || isCompacted(journal)) {
            // The broker was killed while it renamed compacted files, and completes that when it starts. Until then
            // the files do not fit together, which is no damage; the next start inspects them.
            return new JournalInspection(List.of(), Set.of(), true);
        }
        List<String> damages = new ArrayList<>();
        var bound = new JournalContent();
        var content = new JournalContent();
        List<Path> journalFiles = files(journal, ".amq");
        Set<Path> unusable = new HashSet<>(
                read(bindings, files(bindings, ".bindings"), JournalFormat.BINDINGS_FILE, bound, damages));
        boolean bindingsWhole = damages.isEmpty();
        unusable.addAll(read(journal, journalFiles, JournalFormat.JOURNAL_FILE, content, damages));
        Set<Long> queues = bound.queues();
        if (journalFiles.isEmpty() && !queues.isEmpty()) {
            damages.add(journal + " has lost all its files");
        }
        damages.addAll(missing(content, directory));
        damages.addAll(Inventory.differences(directory));
        Set<Long> unknown = new HashSet<>(content.queuesOfMessages());
        unknown.removeAll(queues);
        if (!unknown.isEmpty()) {
            damages.add(bindings + " lacks " + unknown.size() + " queue(s) that messages in " + journal + " belong to");
        }
        // Which queues the messages in pages belong to is not looked up: then the bindings must be whole.
        boolean paged = !files(directory.resolve("paging"), "").isEmpty();
        return new JournalInspection(
                List.copyOf(damages), Set.copyOf(unusable), unknown.isEmpty() && (bindingsWhole || !paged));
    }

    /** Reads the files of one journal; returns those with which the broker does not start. */
    private static List<Path> read(
            Path directory, List<Path> files, int fullSize, JournalContent content, List<String> damages)
            throws IOException {
        List<Path> unusable = new ArrayList<>();
        try (var reader = new JournalReader(directory, fullSize)) {
            for (Path path : files) {
                JournalFile file = reader.read(path, content);
                damages.addAll(file.damages());
                if (!file.openable()) {
                    unusable.add(path);
                }
            }
        }
        return unusable;
    }

    private static List<String> missing(JournalContent content, Path directory) {
        List<String> damages = new ArrayList<>();
        int lost = content.missingMessages().size();
        if (lost > 0) {
            damages.add(directory.resolve("journal") + " refers to " + lost + " message(s) that are missing");
        }
        content.largeMessages().stream()
                .map(id ->
                        directory.resolve("large-messages").resolve(id + LargeMessageExtension.DURABLE.getExtension()))
                .filter(file -> !Files.isRegularFile(file))
                .forEach(file -> damages.add(file + ", the content of a message, is missing"));
        return damages;
    }

    private static boolean isCompacted(Path part) {
        return Files.isRegularFile(part.resolve(AbstractJournalUpdateTask.FILE_COMPACT_CONTROL));
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
