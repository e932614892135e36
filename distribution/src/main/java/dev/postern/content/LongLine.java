package dev.postern.content;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Folds a line without end into lines of {@value #WIDTH} octets (RFC 5321 §4.5.3.1.6), each but the first with a space before it,
 * as Postfix's client does. A character of UTF-8 stays whole.
 */
public final class LongLine {
    static final int WIDTH = 998;

    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;
    private static final int LONGEST_CHARACTER = 4;

    private boolean first = true;

    /** Returns whether so many octets of the line are more than one line of the folded. */
    public boolean isMoreThanOne(int length) {
        return length > width();
    }

    /** Takes as many octets as one line holds, which must be there and one more, and returns them with their CRLF. */
    public ByteBuf take(ByteBuf in) {
        int length = width();
        for (int back = 0; back < LONGEST_CHARACTER; back++) {
            if ((in.getByte(in.readerIndex() + length - back) & CONTINUATION_MASK) != CONTINUATION) {
                length -= back;
                break;
            }
        }
        return line(in, length);
    }

    /** Takes what is left, up to an end of line of so many octets, and returns it with a CRLF. */
    public ByteBuf takeRest(ByteBuf in, int length, int endOfLine) {
        ByteBuf line = line(in, length);
        in.skipBytes(endOfLine);
        return line;
    }

    private int width() {
        return first ? WIDTH : WIDTH - 1;
    }

    private ByteBuf line(ByteBuf in, int length) {
        ByteBuf line = Unpooled.buffer(length + 3);
        if (!first) {
            line.writeByte(' ');
        }
        first = false;
        return line.writeBytes(in, length).writeByte('\r').writeByte('\n');
    }
}
