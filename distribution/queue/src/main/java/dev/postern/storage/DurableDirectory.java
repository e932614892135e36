package dev.postern.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A directory whose files are there whole or not at all, and still there after a power cut. Safe for any thread. */
final class DurableDirectory {
    /** What the names of files begin with that are being written. */
    static final String UNFINISHED = ".tmp-";

    private static final int BUFFER = 64 * 1024;

    private final Path path;

    DurableDirectory(Path path) throws IOException {
        this.path = path;
        Files.createDirectories(path);
        // Any of those above may have been made just now; what we may not write to was not.
        for (Path above = path.toAbsolutePath().getParent();
                above != null && Files.isWritable(above);
                above = above.getParent()) {
            sync(above);
        }
    }

    /** What is to be in a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file. When it returns, the file is on disk and replaces any of the same name; when it throws, nothing
     * was written.
     */
    void write(String name, Content content) throws IOException {
        write(name, content, () -> path.resolve(UNFINISHED + UUID.randomUUID()));
    }

    /** As {@link #write(String, Content)}; the file is readable by its owner only, who is that of the directory. */
    void writeForOwner(String name, Content content) throws IOException {
        write(name, content, () -> OwnerOnlyFile.create(path.resolve(UNFINISHED + UUID.randomUUID())));
    }

    /** Names the file to write to first; it may have made it. */
    @FunctionalInterface
    private interface Unfinished {
        Path file() throws IOException;
    }

    private void write(String name, Content content, Unfinished beginning) throws IOException {
        Path unfinished = beginning.file();
        try {
            try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Not closed, for that would close the channel before its bytes are on disk.
                var out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
                content.writeTo(out);
                out.flush();
                file.force(true);
            }
            Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            sync();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    boolean delete(String name) throws IOException {
        return Files.deleteIfExists(path.resolve(name));
    }

    /** Returns the names of all files, sorted. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Shows each file with its attributes; one that goes meanwhile is left out. */
    void visit(BiConsumer<Path, BasicFileAttributes> visitor) throws IOException {
        // The directory itself may be a link to another disk; what lies in it is not followed.
        Path directory = path.toRealPath();
        Files.walkFileTree(directory, Set.of(), 1, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    visitor.accept(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException && !file.equals(directory)) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    /** Returns when a file was written; empty if it does not exist. */
    Optional<Instant> modified(String name) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(path.resolve(name)).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Brings what was renamed and deleted to disk. */
    void sync() throws IOException {
        sync(path);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
