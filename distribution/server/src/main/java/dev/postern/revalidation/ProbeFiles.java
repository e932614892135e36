package dev.postern.revalidation;

import dev.postern.storage.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of this package, two a partner, for their owner only: the history, a line of JSON for each round of probes, and the state. A
 * state is written whole and is on disk when {@link #write} returns. A line of the history that a crash has cut off is dropped.
 *
 * <p>Each file is written by one thread of one process; others may read the history meanwhile.
 */
public final class ProbeFiles {
    /** Of the data directory. */
    public static final String DIRECTORY = "probes";

    static final int MOST_RECORDS = 400;
    /** So that not each round rewrites the file. */
    private static final int SLACK = 100;

    private static final Logger LOGGER = LoggerFactory.getLogger(ProbeFiles.class);
    private static final String HISTORY = ".jsonl";
    private static final String STATE = ".state.json";
    private static final String UNFINISHED = ".tmp";

    private final Path directory;

    /** @param data the data directory of a gateway, which need not run */
    public ProbeFiles(Path data) {
        this.directory = data.resolve(DIRECTORY);
    }

    /**
     * Returns what is remembered of a partner's probes, the oldest first; at most {@value #MOST_RECORDS}. Lines that cannot be read are
     * left out.
     *
     * @param partner a name as {@code partners.yaml} accepts it
     */
    public List<ProbeRecord> history(String partner) throws IOException {
        List<ProbeRecord> records = new ArrayList<>();
        for (String line : lines(file(partner, HISTORY))) {
            try {
                records.add(HistoryJson.read(line, ProbeRecord.class));
            } catch (IOException e) {
                LOGGER.debug("Left out a damaged line of {}", file(partner, HISTORY), e);
            }
        }
        return records.subList(Math.max(0, records.size() - MOST_RECORDS), records.size());
    }

    /** Adds a record; removes the oldest ones if there are too many. */
    void append(String partner, ProbeRecord record) throws IOException {
        Path file = file(partner, HISTORY);
        OwnerOnly.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                ownersOnly(file))) {
            long end = afterLastLine(channel);
            channel.truncate(end);
            writeAll(channel, end, HistoryJson.write(record) + "\n");
        }
        List<String> lines = lines(file);
        if (lines.size() >= MOST_RECORDS + SLACK) {
            replace(
                    file,
                    lines.subList(lines.size() - MOST_RECORDS, lines.size()).stream()
                            .collect(Collectors.joining("\n", "", "\n")));
        }
    }

    /** Returns the state that was written last; empty if none was, or if it cannot be read. */
    Optional<PartnerState> read(String partner) {
        Path file = file(partner, STATE);
        try {
            return Optional.of(HistoryJson.read(Files.readString(file), PartnerState.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOGGER.warn("Could not read {}; the next probe of {} has nothing to be compared with", file, partner, e);
            return Optional.empty();
        }
    }

    void write(String partner, PartnerState state) throws IOException {
        OwnerOnly.createDirectories(directory);
        replace(file(partner, STATE), HistoryJson.write(state));
    }

    /** Returns of whom there is a state. */
    List<String> partners() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(STATE))
                    .map(name -> name.substring(0, name.length() - STATE.length()))
                    .sorted()
                    .toList();
        }
    }

    /** Removes the files that nobody has written to since then, as of partners that were removed. */
    void prune(Instant since) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path file(String partner, String ending) {
        return directory.resolve(partner + ending);
    }

    /** Returns the whole lines of the file; none if it is absent. */
    private static List<String> lines(Path file) throws IOException {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static long afterLastLine(FileChannel channel) throws IOException {
        ByteBuffer octet = ByteBuffer.allocate(1);
        long end = channel.size();
        while (end > 0) {
            octet.clear();
            if (channel.read(octet, end - 1) == 1 && octet.get(0) == '\n') {
                return end;
            }
            end--;
        }
        return 0;
    }

    /** Writes the content to another file first, so that this one is whole whatever happens. */
    private static void replace(Path file, String content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                    ownersOnly(file))) {
                writeAll(channel, 0, content);
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void writeAll(FileChannel channel, long position, String content) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        long at = position;
        while (octets.hasRemaining()) {
            at += channel.write(octets, at);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
