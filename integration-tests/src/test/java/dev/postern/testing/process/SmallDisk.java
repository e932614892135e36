package dev.postern.testing.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of its own, in memory, that a test can fill. */
public final class SmallDisk implements AutoCloseable {
    private static final int MIB = 1 << 20;

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts one; the test is skipped where that is not allowed, and fails there if peers are required. */
    public static SmallDisk mount(Path path, int mebibytes) throws IOException {
        Files.createDirectories(path);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString());
        RealPeer.need(mounted, "a small file system cannot be mounted: that needs root, and the right to mount");
        return new SmallDisk(path);
    }

    /** Takes room from outside until that much is left, at most. */
    public void fillTo(long free) throws IOException {
        try (var file = new RandomAccessFile(filler().toFile(), "rw")) {
            file.seek(file.length());
            byte[] piece = new byte[MIB / 4];
            while (Files.getFileStore(path).getUsableSpace() > free) {
                file.write(piece);
            }
        }
    }

    public void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return path.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", path.toString());
    }

    private static boolean run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
