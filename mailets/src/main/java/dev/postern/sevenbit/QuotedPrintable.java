package dev.postern.sevenbit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes lines as quoted-printable (RFC 2045 §6.7), each of 76 characters at most. Used by one thread, for one body. */
final class QuotedPrintable {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOFT_LINE_END = {'=', '\r', '\n'};
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int LONGEST = 75;
    private static final int NOTHING = -1;

    private final OutputStream out;
    private int column;
    /** A space or tab that must be encoded if the line ends behind it. */
    private int space = NOTHING;

    QuotedPrintable(OutputStream out) {
        this.out = out;
    }

    /** Writes a line or, if it does not end here, a part of one. */
    void write(byte[] octets, boolean endsLine) throws IOException {
        for (byte octet : octets) {
            int c = octet & 0xff;
            space(false);
            if (c == ' ' || c == '\t') {
                space = c;
            } else {
                put(c, c < '!' || c == '=' || c > '~');
            }
        }
        if (endsLine) {
            space(true);
            out.write(LINE_END);
            column = 0;
        }
    }

    private void space(boolean encoded) throws IOException {
        if (space != NOTHING) {
            put(space, encoded);
            space = NOTHING;
        }
    }

    private void put(int c, boolean encoded) throws IOException {
        int width = encoded ? 3 : 1;
        if (column + width > LONGEST) {
            out.write(SOFT_LINE_END);
            column = 0;
        }
        column += width;
        if (encoded) {
            out.write('=');
            out.write(HEX[c >> 4]);
            out.write(HEX[c & 0xf]);
        } else {
            out.write(c);
        }
    }
}
