package dev.postern.inboundtest;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Keeps the issued tests. Called under the lock of {@link InboundTests}. */
public interface TestStore {
    /** Returns those that were kept last; none if they cannot be read. */
    List<InboundTest> read();

    /**
     * Keeps exactly these. Returns when they are on disk.
     *
     * @throws IOException if they are not; those before stay
     */
    void write(Collection<InboundTest> tests) throws IOException;
}
