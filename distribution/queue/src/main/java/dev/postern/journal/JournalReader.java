package dev.postern.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalFileImpl;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * Reads the files of one Artemis journal with Artemis's own reader and changes none of them. Artemis skips what it cannot
 * read; this class reports it. Not thread-safe.
 */
final class JournalReader implements AutoCloseable {
    /** For the settings of pool and compaction, which have no effect before a journal is started; at least 2. */
    private static final int UNUSED = 2;

    private final int fullSize;
    private final NIOSequentialFileFactory files;
    private final JournalImpl journal;
    private final AtomicReference<ByteBuffer> buffer = new AtomicReference<>();

    /** @param fullSize of each file in bytes, from its first use on */
    JournalReader(Path directory, int fullSize) {
        this.fullSize = fullSize;
        files = new NIOSequentialFileFactory(directory.toFile(), 1);
        journal = new JournalImpl(fullSize, UNUSED, UNUSED, UNUSED, UNUSED, files, "", "", UNUSED);
    }

    /**
     * Reads one file of the directory.
     *
     * @throws IOException if the disk fails
     */
    JournalFile read(Path path, JournalContent content) throws IOException {
        long size = Files.size(path);
        if (size < JournalImpl.SIZE_HEADER) {
            return new JournalFile(List.of(cutOff(path, size)), true);
        }
        List<String> damages = new ArrayList<>();
        if (size != fullSize) {
            damages.add(cutOff(path, size));
        }
        Optional<JournalFileImpl> header = header(files.createSequentialFile(String.valueOf(path.getFileName())));
        if (header.isEmpty()) {
            damages.add(path + " has a damaged header; none of it can be read");
            return new JournalFile(damages, false);
        }
        var gaps = new JournalGaps(content, buffer);
        boolean readable = records(header.get(), gaps);
        gaps.gaps().forEach(gap -> damages.add(path + " cannot be read from byte " + gap.from() + " to " + gap.to()));
        if (!readable) {
            damages.add(path + ": Artemis cannot read it after byte " + gaps.end() + " and would not start");
        }
        return new JournalFile(damages, readable);
    }

    private Optional<JournalFileImpl> header(SequentialFile file) throws IOException {
        try {
            file.open();
            try {
                return Optional.of(journal.readFileHeader(file));
            } finally {
                file.close();
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            return Optional.empty(); // zeros, garbage, or another format
        }
    }

    /** Returns false if Artemis does not get through the file. */
    private boolean records(JournalFileImpl file, JournalGaps gaps) throws IOException {
        int end;
        try {
            end = JournalImpl.readJournalFile(files, file, gaps, buffer);
        } catch (Exception e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            return false;
        }
        if (end != gaps.end()) {
            throw new IllegalStateException("Artemis read up to byte " + end + ", not " + gaps.end());
        }
        return true;
    }

    private String cutOff(Path path, long size) {
        return path + " is " + size + " bytes long instead of " + fullSize + ": it was truncated";
    }

    @Override
    public void close() {
        Optional.ofNullable(buffer.getAndSet(null)).ifPresent(files::releaseDirectBuffer);
    }
}
