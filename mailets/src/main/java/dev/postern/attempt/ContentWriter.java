package dev.postern.attempt;

import dev.postern.smtpclient.ChangedMessageException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes a message as lines that end with CRLF and with nothing else (RFC 5321 §2.3.8), so that no next server can see an
 * end of the message where there is none; on demand with a second dot before each line that begins with one (§4.5.2).
 * Counts while it writes. Used by one thread.
 */
public final class ContentWriter extends OutputStream {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final OutputStream out;
    private final boolean stuffing;
    private final long most;
    private final byte[] buffer;
    private int filled;
    private boolean atLineStart = true;
    private boolean afterCr;
    private long size;
    private long dots;
    private boolean eightBit;

    /**
     * @param stuffing whether dots are doubled, as DATA asks
     * @param most how many octets may be written at most, the second dots not counted: what was announced
     */
    public ContentWriter(OutputStream out, boolean stuffing, long most, int bufferSize) {
        this.out = out;
        this.stuffing = stuffing;
        this.most = most;
        this.buffer = new byte[bufferSize];
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int end = offset + length;
        int next = offset;
        while (next < end) {
            byte octet = octets[next];
            if (octet == '\r' || octet == '\n') {
                if (octet == '\r' || !afterCr) {
                    put(CRLF, 0, 2);
                }
                afterCr = octet == '\r';
                atLineStart = true;
                next++;
            } else {
                int to = asItIs(octets, next, end);
                text(octets, next, to - next);
                next = to;
            }
        }
    }

    /**
     * Where what can be written as it is ends, behind at least one octet of text: line ends belong to it that are CRLF, with
     * more text behind them that begins with no dot.
     */
    private int asItIs(byte[] octets, int from, int end) {
        int at = lineEnd(octets, from, end);
        while (at + 2 < end && octets[at] == '\r' && octets[at + 1] == '\n' && isText(octets[at + 2])) {
            at = lineEnd(octets, at + 2, end);
        }
        return at;
    }

    private static boolean isText(byte octet) {
        return octet != '.' && octet != '\r' && octet != '\n';
    }

    /** Where the next CR or LF is, or the end; takes note of octets beyond ASCII before it. */
    private int lineEnd(byte[] octets, int from, int end) {
        long seen = 0;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long eight = (long) EIGHT.get(octets, at);
            if ((EightOctets.equal(eight, '\r') | EightOctets.equal(eight, '\n')) != 0) {
                break; // the first of them is found below
            }
            seen |= eight;
        }
        while (at < end && octets[at] != '\r' && octets[at] != '\n') {
            seen |= octets[at++]; // an octet beyond ASCII is negative, and so is what it becomes here
        }
        eightBit |= EightOctets.isEightBit(seen);
        return at;
    }

    /** Ends the last line if it has no end, and writes what is left in the buffer. Does not flush what it writes to. */
    public void finish() throws IOException {
        if (!atLineStart) {
            put(CRLF, 0, 2);
            atLineStart = true;
        }
        drain();
    }

    /** In octets, as RFC 1870 §5 counts them: without second dots. */
    long size() {
        return size;
    }

    /** Returns how many lines begin with a dot. */
    long dots() {
        return dots;
    }

    /** Returns whether an octet beyond ASCII stands in it. */
    boolean isEightBit() {
        return eightBit;
    }

    /** At least one octet of a line, and what {@link #asItIs} found behind it. */
    private void text(byte[] octets, int offset, int length) throws IOException {
        if (atLineStart && octets[offset] == '.') {
            dots++;
            if (stuffing) {
                emit(octets, offset, 1);
            }
        }
        atLineStart = false;
        afterCr = false;
        put(octets, offset, length);
    }

    private void put(byte[] octets, int offset, int length) throws IOException {
        size += length;
        if (size > most) {
            // One octet more than BDAT announced would be taken for a command (RFC 3030 §2).
            throw new ChangedMessageException("the stored message has become longer while it was sent");
        }
        emit(octets, offset, length);
    }

    private void emit(byte[] octets, int offset, int length) throws IOException {
        if (length > buffer.length - filled) {
            drain();
        }
        if (length > buffer.length) {
            out.write(octets, offset, length);
        } else {
            System.arraycopy(octets, offset, buffer, filled, length);
            filled += length;
        }
    }

    private void drain() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }
}
