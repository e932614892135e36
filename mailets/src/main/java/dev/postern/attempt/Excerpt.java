package dev.postern.attempt;

import java.io.IOException;
import java.io.OutputStream;

/** Passes on those octets of all that is written to it that lie between two positions. Used by one thread. */
final class Excerpt extends OutputStream {
    private final OutputStream out;
    private final long from;
    private final long to;
    private long position;

    /** @param to the first octet that is not passed on any more */
    Excerpt(OutputStream out, long from, long to) {
        this.out = out;
        this.from = from;
        this.to = to;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int begin = (int) Math.min(length, Math.max(0, from - position));
        int end = (int) Math.max(begin, Math.min(length, to - position));
        out.write(octets, offset + begin, end - begin);
        position += length;
    }
}
