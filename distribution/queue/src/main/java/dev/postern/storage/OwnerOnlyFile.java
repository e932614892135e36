package dev.postern.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that only their owner can read (mode 0600). What root writes belongs to the owner of the directory, so that the
 * gateway can read what a command of root has written. A file system without owners, such as that of Windows, keeps its own rules. Safe for any
 * thread.
 */
public final class OwnerOnlyFile {
    private static final Logger LOGGER = LoggerFactory.getLogger(OwnerOnlyFile.class);
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private OwnerOnlyFile() {}

    /**
     * Creates an empty file.
     *
     * @throws FileAlreadyExistsException if there is a file of that name
     */
    static Path create(Path file) throws IOException {
        FileAttribute<?>[] attributes = hasOwners(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
        giveToOwnerOfDirectory(file);
        return file;
    }

    /** Opens a file with these options; creates it first if it does not exist. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                create(file);
                sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            } catch (FileAlreadyExistsException e) {
                // another process was faster
            }
        }
        return FileChannel.open(file, options);
    }

    /** Returns whether nobody but the owner has any right to the file. */
    public static boolean isClosedToOthers(Path file) throws IOException {
        return !hasOwners(file)
                || Files.getPosixFilePermissions(file).stream()
                        .allMatch(permission -> permission.name().startsWith("OWNER_"));
    }

    /** Only root can; a volume whose directory belongs to root and is writable for a group has the files of who writes them. */
    private static void giveToOwnerOfDirectory(Path file) throws IOException {
        if (!hasOwners(file)) {
            return;
        }
        UserPrincipal owner =
                Files.getOwner(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        if (Files.getOwner(file).equals(owner)) {
            return;
        }
        try {
            Files.setOwner(file, owner);
        } catch (FileSystemException e) {
            LOGGER.debug("The owner of {} stays: {}", file, e.getMessage());
        }
    }

    private static boolean hasOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
