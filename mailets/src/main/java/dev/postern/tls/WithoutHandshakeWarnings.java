package dev.postern.tls;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Takes warnings out of the clear-text part of a TLS handshake, such as {@code unrecognized_name}, with which a server says that it
 * goes on under another name. RFC 6066 §3 and RFC 5246 §7.2.2 leave it to the client whether to go on; OpenSSL does, and JSSE ends
 * the handshake. Alerts are no part of what both sides sign, so that to remove one is no more than somebody on the path could do.
 *
 * <p>Fatal alerts pass, and so do {@code close_notify}, {@code user_canceled} and {@code no_renegotiation}, all that comes after the
 * first encrypted record, and the fifth warning: as in OpenSSL, which ends the handshake at it. For one thread.
 */
public final class WithoutHandshakeWarnings extends FilterInputStream {
    private static final int HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int WARNING = 1;
    private static final int CLOSE_NOTIFY = 0;
    private static final int USER_CANCELED = 90;
    private static final int NO_RENEGOTIATION = 100;
    private static final int MOST = 4;

    private byte[] held = {};
    private int given;
    /** Of the record that was begun last, how much is still to come. */
    private int left;

    private int removed;
    private boolean over;

    public WithoutHandshakeWarnings(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (given == held.length && left == 0 && !over) {
            hold();
        }
        if (given < held.length) {
            int count = Math.min(length, held.length - given);
            System.arraycopy(held, given, into, offset, count);
            given += count;
            return count;
        }
        int count = in.read(into, offset, over ? length : Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }

    /** Reads what a record begins with, and passes over warnings; at the end of the stream holds what was left of it. */
    private void hold() throws IOException {
        given = 0;
        do {
            held = in.readNBytes(HEADER);
            int size = held.length < HEADER ? 0 : ((held[3] & 0xff) << 8) | (held[4] & 0xff);
            if (held.length == HEADER && held[0] == ALERT && size == 2) {
                byte[] alert = in.readNBytes(size);
                byte[] all = Arrays.copyOf(held, HEADER + alert.length);
                System.arraycopy(alert, 0, all, HEADER, alert.length);
                held = all;
            } else {
                over = held.length < HEADER || held[0] != HANDSHAKE;
                left = over ? 0 : size;
            }
        } while (isToRemove());
    }

    private boolean isToRemove() {
        if (held.length != HEADER + 2 || held[HEADER] != WARNING || removed == MOST) {
            return false;
        }
        int description = held[HEADER + 1];
        if (description == CLOSE_NOTIFY || description == USER_CANCELED || description == NO_RENEGOTIATION) {
            return false;
        }
        removed++;
        return true;
    }

    @Override
    public int available() throws IOException {
        return held.length - given + in.available();
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
