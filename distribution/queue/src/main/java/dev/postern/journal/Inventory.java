package dev.postern.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Records the files of a broker at a clean stop, so that the next start finds damage that the files themselves do not
 * show: a missing file, and bytes changed after a file's last record. After a crash there is none, and nothing is
 * found by it.
 */
public final class Inventory {
    private static final String NAME = "inventory";
    private static final String UNFINISHED = "inventory.tmp";
    /** Of the others each message carries its own checksum, and there may be a lot of them. */
    private static final List<String> SUMMED = List.of("bindings", "journal");

    private static final List<String> LISTED = List.of("paging", "large-messages");
    private static final String NO_SUM = "-";

    private Inventory() {}

    /** Takes it, on disk when this returns; of a directory that no broker has open any more. */
    public static void write(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String part : SUMMED) {
            for (Path file : files(directory.resolve(part))) {
                lines.add(line(directory, file, sum(file)));
            }
        }
        for (String part : LISTED) {
            for (Path file : files(directory.resolve(part))) {
                lines.add(line(directory, file, NO_SUM));
            }
        }
        Path unfinished = directory.resolve(UNFINISHED);
        Files.write(unfinished, lines);
        sync(unfinished, StandardOpenOption.WRITE);
        Files.move(unfinished, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        sync(directory, StandardOpenOption.READ);
    }

    /**
     * Returns every difference from the inventory, in words for the administrator; nothing if there is no inventory.
     */
    static List<String> differences(Path directory) throws IOException {
        List<String> differences = new ArrayList<>();
        if (Files.isRegularFile(directory.resolve(NAME))) {
            for (String line : Files.readAllLines(directory.resolve(NAME))) {
                String[] words = line.split(" ", 3);
                if (words.length == 3) {
                    Path file = directory.resolve(words[2]);
                    if (!Files.isRegularFile(file)) {
                        differences.add(file + " existed when the gateway was stopped, and is missing");
                    } else if (!line.equals(line(directory, file, words[1].equals(NO_SUM) ? NO_SUM : sum(file)))) {
                        differences.add(file + " has changed since the gateway was stopped");
                    }
                } else {
                    differences.add(directory.resolve(NAME) + " is damaged");
                }
            }
        }
        return differences;
    }

    static boolean is(Path file) {
        return file.endsWith(NAME);
    }

    /** Removes the inventory; must be called before a broker changes any file. Gone for good when this returns. */
    static void remove(Path directory) throws IOException {
        if (Files.deleteIfExists(directory.resolve(NAME))) {
            sync(directory, StandardOpenOption.READ);
        }
    }

    private static String line(Path directory, Path file, String sum) throws IOException {
        return Files.size(file) + " " + sum + " " + directory.relativize(file);
    }

    private static String sum(Path file) throws IOException {
        var sum = new CRC32C();
        sum.update(Files.readAllBytes(file));
        return Long.toHexString(sum.getValue());
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }
}
