package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories that hold mail are their owner's alone; what is in them needs no rights of its own. On a file system without
 * owners, such as that of Windows, its own rules stay. Safe for any thread.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /** Makes it, and those above it, for their owner only; what is there already stays as it is. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, attributes(directory));
    }

    /**
     * Takes the rights of everybody else away, if they have any.
     *
     * @return whether nobody else has rights now; false if the owner is another, or the file system gives out rights that it
     *     does not let change
     * @throws IOException if there is no such directory
     */
    public static boolean tighten(Path directory) throws IOException {
        if (!hasOwners(directory) || isTight(directory)) {
            return true;
        }
        try {
            Files.setPosixFilePermissions(directory, OWNER);
        } catch (IOException e) {
            return false;
        }
        return isTight(directory); // some file systems take the change and make none
    }

    private static boolean isTight(Path directory) throws IOException {
        return OWNER.containsAll(Files.getPosixFilePermissions(directory));
    }

    private static FileAttribute<?>[] attributes(Path directory) {
        return hasOwners(directory)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
