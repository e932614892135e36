package dev.postern.inhand;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of slots, one for each message under way. Written without fsync: the kernel keeps what a process wrote when that process
 * ends, however it ends. After a reboot or power cut the file tells nothing, which its boot identifier shows. Safe for any thread.
 */
final class InHandFile implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(InHandFile.class);
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int SLOT = 256;
    private static final int SLOTS = 1024;

    private final RandomAccessFile file;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private boolean failed;

    private InHandFile(RandomAccessFile file) {
        this.file = file;
        for (int slot = 1; slot < SLOTS; slot++) {
            free.add(slot);
        }
    }

    /**
     * Returns the messages that the previous process had in hand when it ended; none after a clean stop or a reboot.
     */
    static List<String> left(Path path) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        byte[] all = Files.readAllBytes(path);
        if (!text(all, 0).equals(boot())) {
            return List.of();
        }
        List<String> left = new ArrayList<>();
        for (int at = SLOT; at + SLOT <= all.length; at += SLOT) {
            String name = text(all, at);
            if (!name.isEmpty()) {
                left.add(name);
            }
        }
        return left;
    }

    private static String text(byte[] all, int at) {
        int length = at + SLOT <= all.length ? all[at] & 0xff : 0;
        return new String(all, at + (length > 0 ? 1 : 0), Math.min(length, SLOT - 1), StandardCharsets.UTF_8);
    }

    /** Begins anew, with nothing in hand. */
    static InHandFile create(Path path) throws IOException {
        var file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        file.write(new byte[SLOT * SLOTS]); // so that no slot needs room on the disk later
        var opened = new InHandFile(file);
        opened.write(0, boot());
        return opened;
    }

    synchronized void begin(String name) {
        Integer slot = free.poll();
        if (slot != null) {
            taken.put(name, slot);
            write(slot, name);
        }
    }

    synchronized void end(String name) {
        Integer slot = taken.remove(name);
        if (slot != null) {
            write(slot, "");
            free.push(slot);
        }
    }

    /** Records an intended stop, after which the messages in hand are not suspects. */
    synchronized void stopping() {
        write(0, "");
    }

    private void write(int slot, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, SLOT - 1);
        byte[] record = new byte[length + 1];
        record[0] = (byte) length;
        System.arraycopy(bytes, 0, record, 1, length);
        try {
            file.seek((long) slot * SLOT);
            file.write(record);
        } catch (IOException e) {
            if (!failed) {
                LOGGER.warn(
                        "Could not record the messages in hand; a message that ends the process cannot be recognised",
                        e);
            }
            failed = true;
        }
    }

    /**
     * Returns the boot identifier; empty where the system has none, and then every start counts as of the same boot.
     */
    private static String boot() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public synchronized void close() throws IOException {
        failed = true;
        file.close();
    }
}
