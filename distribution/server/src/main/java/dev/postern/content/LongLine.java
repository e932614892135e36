package dev.postern.content;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * Folds a line of content into lines of {@value #WIDTH} octets (RFC 5322 §2.1.1). A line of the header section is folded before white
 * space, which changes nothing of what it says (§2.2.3). Where there is none, and in a body, it is cut, and each line but the first gets
 * a space before it, as by Postfix's client ({@code smtp_line_length_limit}); a character of UTF-8 stays whole.
 */
public final class LongLine {
    /** The octets of a line without its CRLF and without the dot that stands before another one (RFC 5321 §4.5.3.1.6). */
    public static final int WIDTH = 998;

    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;
    private static final int LONGEST_CHARACTER = 4;

    private final boolean header;
    private boolean first = true;
    /** Whether what is left gets a space before it. */
    private boolean cut;
    /** How many octets of what is left one line holds. */
    private int width;

    private LongLine(boolean header, int width) {
        this.header = header;
        this.width = width;
    }

    /**
     * Begins to fold.
     *
     * @param length of what is known of the line, which must be there
     * @param header whether it is a line of the header section
     * @return empty if that is no more than one line
     */
    public static Optional<LongLine> of(ByteBuf in, int length, boolean header) {
        boolean stuffed = length > 0 && in.getByte(in.readerIndex()) == '.';
        return Optional.of(new LongLine(header, stuffed ? WIDTH + 1 : WIDTH))
                .filter(line -> line.isMoreThanOne(length));
    }

    /** Returns whether so many octets of the line are more than one line of the folded. */
    public boolean isMoreThanOne(int length) {
        return length > width;
    }

    /**
     * Takes at most as many octets as one line holds, which must be there and one more, and returns them with their CRLF.
     *
     * @return empty if they are white space of the header section: such a line would look like its end
     */
    public Optional<ByteBuf> take(ByteBuf in) {
        int blank = header ? lastBlank(in) : 0;
        Optional<ByteBuf> line = line(in, blank > 0 ? blank : wholeCharacters(in));
        cut = blank == 0;
        width = cut ? WIDTH - 1 : WIDTH;
        return line;
    }

    /** Takes what is left, up to an end of line of so many octets, and returns it with a CRLF. */
    public Optional<ByteBuf> takeRest(ByteBuf in, int length, int endOfLine) {
        Optional<ByteBuf> line = line(in, length);
        in.skipBytes(endOfLine);
        return line;
    }

    /** Returns where the last white space stands before which a line can end; 0 if nowhere. */
    private int lastBlank(ByteBuf in) {
        int begin = in.readerIndex();
        for (int at = width - 1; at > 0; at--) {
            if (isBlank(in.getByte(begin + at))) {
                int colon = first ? in.indexOf(begin, begin + at, (byte) ':') : -1;
                return isBlank(in, colon < 0 ? begin : colon + 1, begin + at) ? 0 : at;
            }
        }
        return 0;
    }

    private int wholeCharacters(ByteBuf in) {
        for (int back = 0; back < LONGEST_CHARACTER; back++) {
            if ((in.getByte(in.readerIndex() + width - back) & CONTINUATION_MASK) != CONTINUATION) {
                return width - back;
            }
        }
        return width;
    }

    private Optional<ByteBuf> line(ByteBuf in, int length) {
        if (header && isBlank(in, in.readerIndex(), in.readerIndex() + length)) {
            in.skipBytes(length);
            return Optional.empty();
        }
        ByteBuf line = Unpooled.buffer(length + 3);
        if (cut) {
            line.writeByte(' ');
        }
        first = false;
        return Optional.of(line.writeBytes(in, length).writeByte('\r').writeByte('\n'));
    }

    private static boolean isBlank(ByteBuf in, int begin, int end) {
        for (int at = begin; at < end; at++) {
            if (!isBlank(in.getByte(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
