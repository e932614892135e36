package dev.postern.server;

import dev.postern.listener.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Where the gateway keeps mail: its owner's alone, and one gateway's alone, which a lock on it sees to. */
final class DataDirectory implements AutoCloseable {
    /** The file that says where the running gateway's admin port is, and in its second line which gateway runs. */
    static final String ADMIN = "admin.address";

    private final Path path;
    private final FileChannel channel;
    private final String instance = UUID.randomUUID().toString();

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @throws StartFailure if the directory cannot be made or written to, or another gateway has it */
    static DataDirectory open(Path path) throws StartFailure {
        try {
            Files.createDirectories(path, forOwnerOnly());
            // The directory may be there already, and open to others: what holds mail is not.
            Files.createDirectories(path.resolve("mail"), forOwnerOnly());
            Files.createDirectories(path.resolve("tmp"), forOwnerOnly());
            Files.createDirectories(path.resolve("queue"), forOwnerOnly());
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw inUse(path, new IOException("locked"));
            }
            // Whoever was killed left it, and another may have the port by now.
            Files.deleteIfExists(path.resolve(ADMIN));
            deleteLeftovers(path.resolve("tmp"));
            return new DataDirectory(path, channel);
        } catch (OverlappingFileLockException e) {
            throw inUse(path, e);
        } catch (FileAlreadyExistsException e) {
            throw unusable(path, e.getFile() + " is no directory", e);
        } catch (AccessDeniedException e) {
            throw unusable(path, "no permission to write to " + e.getFile(), e);
        } catch (IOException e) {
            throw unusable(path, String.valueOf(e.getMessage()), e);
        }
    }

    Path path() {
        return path;
    }

    /** Where messages in hand are buffered; what is there when a gateway starts was left by one that was killed, and is deleted. */
    Path temporary() {
        return path.resolve("tmp");
    }

    /** Whether Java buffers them there, which only whoever starts Java can tell it. */
    boolean hasTemporaryFiles() {
        try {
            Path file = Files.createTempFile("postern", ".tmp");
            Files.delete(file);
            return Files.isSameFile(file.toAbsolutePath().getParent(), temporary());
        } catch (IOException e) {
            return false;
        }
    }

    private static void deleteLeftovers(Path temporary) throws IOException {
        try (var files =
                Files.newDirectoryStream(temporary, file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Where the queues keep accepted mail. */
    Path queue() {
        return path.resolve("queue");
    }

    /** The name of the gateway that has the directory now; no other one has had it, here or elsewhere. No secret. */
    String instance() {
        return instance;
    }

    /**
     * Tells commands on this machine where the admin port is, and by which instance they know that it is this gateway's.
     *
     * @throws StartFailure if the directory cannot be written to
     */
    void announce(InetSocketAddress admin) throws StartFailure {
        try {
            Files.writeString(
                    path.resolve(ADMIN), BindAddress.text(QueuePage.reachable(admin)) + "\n" + instance + "\n");
        } catch (IOException e) {
            throw unusable(path, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path.resolve(ADMIN));
        channel.close(); // and with it the lock
    }

    private static StartFailure unusable(Path path, String why, IOException cause) {
        return new StartFailure(
                ExitStatus.UNAVAILABLE, "The data directory " + path + " cannot be used: " + why + ".", cause);
    }

    private static StartFailure inUse(Path path, Exception cause) {
        return new StartFailure(
                ExitStatus.UNAVAILABLE,
                "The data directory " + path + " is in use by another gateway. Stop that one, or give this one its own"
                        + " with --data DIR.",
                cause);
    }

    private static FileAttribute<?>[] forOwnerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
