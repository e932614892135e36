package dev.postern.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Removes the folder of a server that was ended, whose last processes may still remove and create files in it. */
public final class FolderRemoval {

    private FolderRemoval() {}

    /** Removes it and all that is in it; returns once it is gone. */
    public static void of(Path folder) {
        Await.until("nobody writes to " + folder, Await.PATIENCE, () -> isRemoved(folder));
    }

    private static boolean isRemoved(Path folder) {
        try {
            Files.walkFileTree(folder, new Removal());
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false; // a file came after the directory was read
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // another process removed it
            }
            throw why;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException why) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
