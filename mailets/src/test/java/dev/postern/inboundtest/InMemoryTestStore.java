package dev.postern.inboundtest;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** A disk that may be full. */
public final class InMemoryTestStore implements TestStore {
    public boolean full;
    /** Happens right after each step is stored. */
    public Runnable whenStored = () -> {};

    private List<InboundTest> kept = List.of();

    @Override
    public List<InboundTest> read() {
        return kept;
    }

    @Override
    public void write(Collection<InboundTest> tests) throws IOException {
        if (full) {
            throw new IOException("no space left");
        }
        kept = List.copyOf(tests);
        whenStored.run();
    }
}
