package dev.postern.journal;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.postern.storage.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a damaged queue aside before a broker opens it: renamed, beside, with the date, never deleted. The broker gets a copy,
 * of which it reads what is whole; or nothing, where it would delete the messages because it does not find their queues.
 */
public final class JournalRescue {
    private static final Logger LOGGER = LoggerFactory.getLogger(JournalRescue.class);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final Path copy;
    private final Clock clock;

    /** @param directory of the embedded broker, which must not be open */
    public JournalRescue(Path directory, Clock clock) {
        this.directory = directory;
        this.copy = directory.resolveSibling(directory.getFileName() + ".copy");
        this.clock = clock;
    }

    /**
     * Inspects the queue; if it is damaged, logs each damage, sets the directory aside and replaces it with the usable
     * part. A broker may open it then.
     *
     * @throws IOException if it is damaged and cannot be set aside; it is as it was
     */
    public void run() throws IOException {
        if (!Files.isDirectory(directory) || files(directory).isEmpty()) {
            if (!Files.isDirectory(copy)) {
                OwnerOnly.createDirectories(directory); // the broker would make it for everybody
                return;
            }
            OwnerOnly.tighten(copy); // versions before 1.0 made it for everybody
            Files.deleteIfExists(directory);
            Files.move(
                    copy, directory, StandardCopyOption.ATOMIC_MOVE); // a rescue was cut off behind its first renaming
        }
        JournalInspection found = JournalInspection.of(directory);
        List<String> damages = KnownDamages.without(directory, found.damages());
        if (!damages.isEmpty()) {
            setAside(found, damages);
        }
        Inventory.remove(directory);
    }

    private void setAside(JournalInspection found, List<String> damages) throws IOException {
        Path aside =
                free(directory.resolveSibling(directory.getFileName() + ".damaged-" + DATE.format(clock.instant())));
        damages.forEach(damage -> LOGGER.error("The queue is damaged: {}", damage));
        if (found.queuesReadable()) {
            copyWithout(found.unusable());
            Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
            Files.move(copy, directory, StandardCopyOption.ATOMIC_MOVE);
            KnownDamages.write(directory, JournalInspection.of(directory).damages());
            LOGGER.error(
                    "The damaged queue is kept as {}. The gateway continues with the messages that it could read; the others"
                            + " are missing from the queue, and some delivered messages may be delivered again. Find"
                            + " out what damaged the disk; see \"A damaged queue\" in docs/operations/queue.md",
                    aside);
        } else {
            Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
            OwnerOnly.createDirectories(directory);
            LOGGER.error(
                    "The damaged queue is kept as {}, and none of it is used: the broker would find that its messages"
                            + " belong to no queue, and delete them. The gateway continues with an empty queue; the queued"
                            + " messages stay in that directory; see \"A damaged queue\" in docs/operations/queue.md",
                    aside);
        }
    }

    private static Path free(Path wanted) {
        Path path = wanted;
        for (int i = 2; Files.exists(path); i++) {
            path = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return path;
    }

    private void copyWithout(Set<Path> unusable) throws IOException {
        if (Files.exists(copy)) { // a rescue that was cut off; what it copied is here still
            MoreFiles.deleteRecursively(copy, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        List<Path> files = files(directory);
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < size) {
            throw new IOException("the queue in " + directory + " is damaged, and " + size
                    + " bytes are needed to keep it and continue with a copy; the disk has " + free);
        }
        OwnerOnly.createDirectories(copy);
        for (Path file : files) {
            Path target = copy.resolve(directory.relativize(file).toString());
            MoreFiles.createParentDirectories(target);
            if (!unusable.contains(file) && !Inventory.is(file)) {
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                try (var channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
