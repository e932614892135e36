package dev.postern.queue;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps so many of the first bytes that are written somewhere, and lets the others pass. For one thread. */
final class FirstBytes {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int count;

    /** @param count as somebody says; what is not there takes no memory */
    FirstBytes(int count) {
        this.count = Math.max(0, count);
    }

    byte[] kept() {
        return kept.toByteArray();
    }

    /** Returns a stream to write to in place of {@code rest}. */
    OutputStream before(OutputStream rest) {
        return new FilterOutputStream(rest) {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                int mine = Math.min(length, count - kept.size());
                kept.write(bytes, offset, mine);
                rest.write(bytes, offset + mine, length - mine);
            }
        };
    }
}
