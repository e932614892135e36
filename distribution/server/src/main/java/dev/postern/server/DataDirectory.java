package dev.postern.server;

import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import dev.postern.listener.BindAddress;
import dev.postern.storage.OwnerOnly;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the directory in which the gateway keeps mail, readable by its owner only and locked by one gateway. */
public final class DataDirectory implements AutoCloseable {
    /** The file that says where the running gateway's admin port is, and in its second line which gateway runs. */
    public static final String ADMIN = "admin.address";

    private static final Logger LOGGER = LoggerFactory.getLogger(DataDirectory.class);

    private final Path path;
    private final FileChannel channel;
    private final String instance = UUID.randomUUID().toString();

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the directory, if it is not there, and locks it for this process.
     *
     * @throws StartFailure if the directory cannot be made or written to, or another gateway has it
     */
    public static DataDirectory open(Path path) throws StartFailure {
        try {
            OwnerOnly.createDirectories(path);
            // The directory may be there already, and open to others: what holds mail is not.
            for (String name : List.of("mail", "tmp", "queue")) {
                OwnerOnly.createDirectories(path.resolve(name));
                closeToOthers(path.resolve(name));
            }
            boolean used = Files.exists(path.resolve("lock"));
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw inUse(path, new IOException("locked"));
            }
            // Whoever was killed left it, and another may have the port by now.
            Files.deleteIfExists(path.resolve(ADMIN));
            if (used) { // a directory that was named by mistake, /var say, has a tmp that is not ours
                deleteLeftovers(path.resolve("tmp"));
            }
            return new DataDirectory(path, channel);
        } catch (OverlappingFileLockException e) {
            throw inUse(path, e);
        } catch (FileAlreadyExistsException e) {
            throw unusable(path, e.getFile() + " is not a directory", e);
        } catch (AccessDeniedException e) {
            throw unusable(path, "no permission to write to " + e.getFile(), e);
        } catch (IOException e) {
            throw unusable(path, String.valueOf(e.getMessage()), e);
        }
    }

    public Path path() {
        return path;
    }

    /** Returns the directory in which messages in hand are buffered; a start deletes what a killed gateway left there. */
    public Path temporary() {
        return path.resolve("tmp");
    }

    /** Returns whether Java buffers them there, which is set on the command line of Java. */
    public boolean hasTemporaryFiles() {
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

    /** Returns the directory in which the queues keep accepted mail. */
    Path queue() {
        return path.resolve("queue");
    }

    /** Returns the unique name of the gateway instance that holds the directory now. No secret. */
    public String instance() {
        return instance;
    }

    /**
     * Tells commands on this machine where the admin port is, and by which instance they know that it is this gateway's.
     *
     * @throws StartFailure if the directory cannot be written to
     */
    public void announce(InetSocketAddress admin) throws StartFailure {
        try {
            Files.writeString(
                    path.resolve(ADMIN), BindAddress.text(BindAddress.reachable(admin)) + "\n" + instance + "\n");
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
                ExitStatus.UNAVAILABLE, "Could not use the data directory " + path + ": " + why + ".", cause);
    }

    private static StartFailure inUse(Path path, Exception cause) {
        return new StartFailure(
                ExitStatus.UNAVAILABLE,
                "The data directory " + path + " is in use by another gateway. Stop that one, or give this one its own"
                        + " with --data DIR.",
                cause);
    }

    /** Takes the rights of others away, or says that it cannot. */
    static void closeToOthers(Path directory) throws IOException {
        if (!OwnerOnly.tighten(directory)) {
            // No reason to stay down: a volume that another user owns, or whose file system has no such rights, was
            // mounted
            // so by an administrator, and what lies there already is no safer while no mail moves.
            LOGGER.warn(
                    "Could not restrict access to {}: other users may read the mail in it. Give the directory to the user"
                            + " that the gateway runs as, or mount it for that user alone",
                    directory);
        }
    }
}
