package dev.postern.audit;

import dev.postern.api.AuditEntry;
import dev.postern.api.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the admin audit log of a data directory, the oldest entry first; needs no running gateway. Safe for any thread. */
public final class AuditReader {
    private final Path file;

    private AuditReader(Path file) {
        this.file = file;
    }

    /** Returns that of a data directory. */
    public static AuditReader in(Path data) {
        return new AuditReader(AuditLog.fileIn(data));
    }

    public Path file() {
        return file;
    }

    /**
     * Some entries.
     *
     * @param end the position in the file behind them
     * @param damaged how many lines among them are no entries
     * @param more whether there are more behind them
     */
    public record Page(List<AuditEntry> entries, long end, int damaged, boolean more) {}

    /**
     * Reads entries from a position on.
     *
     * @param position 0, or where an earlier page ended
     * @param limit how many lines at most
     * @return empty if the file is shorter than that, because it was rotated
     */
    public Optional<Page> read(long position, int limit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (position > channel.size()) {
                return Optional.empty();
            }
            channel.position(position);
            return Optional.of(read(new BufferedInputStream(Channels.newInputStream(channel)), position, limit));
        } catch (NoSuchFileException e) {
            return position == 0 ? Optional.of(new Page(List.of(), 0, 0, false)) : Optional.empty();
        }
    }

    private static Page read(InputStream in, long position, int limit) throws IOException {
        List<AuditEntry> entries = new ArrayList<>();
        var line = new ByteArrayOutputStream();
        long end = position;
        int damaged = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet != '\n') {
                line.write(octet);
                continue;
            }
            if (entries.size() + damaged == limit) {
                return new Page(List.copyOf(entries), end, damaged, true);
            }
            end += line.size() + 1L;
            if (line.size() > 0) {
                Optional<AuditEntry> entry = parse(line.toString(StandardCharsets.UTF_8));
                entry.ifPresent(entries::add);
                damaged += entry.isPresent() ? 0 : 1;
            }
            line.reset();
        }
        return new Page(List.copyOf(entries), end, damaged, false); // an entry that is being written comes later
    }

    private static Optional<AuditEntry> parse(String line) {
        try {
            return Optional.of(Json.read(line, AuditEntry.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
