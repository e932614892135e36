package dev.postern.sevenbit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Splits a message into its entities (RFC 2045, RFC 2046), which are numbered as they come, and tells a handler of each line. It never
 * fails: beyond its bounds, and where nothing fits, lines belong to the entity that they stand in. Used by one thread, for one message.
 */
final class EntityWalk extends OutputStream {
    static final int MOST_ENTITIES = 10_000;
    private static final int DEEPEST = 100; // as Postfix
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LONGEST_BOUNDARY = 1000;

    /** What is done with the lines. */
    interface Handler {
        /** An entity's header is complete; its body follows, without the empty line between them if there was none. */
        void header(int entity, int parent, EntityHeader header) throws IOException;

        /** A line of a leaf, or of what is opaque; or a part of a line that is very long. */
        void body(int entity, byte[] octets, boolean endsLine) throws IOException;

        /** A line that belongs to no part: an empty line behind a header, a delimiter, a preamble, an epilogue. */
        void between(int entity, byte[] line, boolean endsLine) throws IOException;
    }

    private record Multipart(int entity, String delimiter, boolean digest) {}

    private enum State {
        HEADER,
        BODY,
        BETWEEN
    }

    private final Handler handler;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(200);
    private final Deque<Multipart> open = new ArrayDeque<>();
    private EntityHeader header = new EntityHeader(false);
    private State state = State.HEADER;
    private int entities = 1;
    private int entity;
    private int parent = -1;
    private int depth;
    private boolean continued;

    EntityWalk(Handler handler) {
        this.handler = handler;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Takes octets of lines that end with CRLF. */
    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int end = offset + length;
        int from = offset;
        for (int at = offset; at < end; at++) {
            if (octets[at] == '\n') {
                line.write(octets, from, at - from);
                from = at + 1;
                whole();
            } else if (line.size() + at - from >= LONGEST_LINE) {
                line.write(octets, from, at - from);
                from = at;
                part();
            }
        }
        line.write(octets, from, end - from);
    }

    /** The message is complete. */
    void finish() throws IOException {
        if (state == State.HEADER) {
            handler.header(entity, parent, header);
        }
    }

    private void whole() throws IOException {
        byte[] octets = line.toByteArray();
        line.reset();
        int length = octets.length > 0 && octets[octets.length - 1] == '\r' ? octets.length - 1 : octets.length;
        byte[] text = length == octets.length ? octets : Arrays.copyOf(octets, length);
        boolean rest = continued;
        continued = false;
        if (rest || !isDelimiter(text)) {
            said(text, true);
        }
    }

    private void part() throws IOException {
        byte[] octets = line.toByteArray();
        line.reset();
        // A CR that may belong to the line end stays here.
        int length = octets[octets.length - 1] == '\r' ? octets.length - 1 : octets.length;
        line.write(octets, length, octets.length - length);
        continued = true;
        said(Arrays.copyOf(octets, length), false);
    }

    private void said(byte[] text, boolean endsLine) throws IOException {
        switch (state) {
            case HEADER -> headerLine(text, endsLine);
            case BODY -> handler.body(entity, text, endsLine);
            case BETWEEN -> handler.between(entity, text, endsLine);
        }
    }

    private void headerLine(byte[] text, boolean endsLine) throws IOException {
        if (endsLine && text.length == 0) {
            headerIsOver(text);
            return;
        }
        if (endsLine) {
            header.add(text);
        } else {
            header.giveUp(); // the line goes on: it is passed on as if it stood in the body
        }
        if (header.isTooLong()) {
            handler.header(entity, parent, header);
            state = State.BODY;
        }
        if (!endsLine) {
            handler.body(entity, text, false);
        }
    }

    private void headerIsOver(byte[] empty) throws IOException {
        handler.header(entity, parent, header);
        handler.between(entity, empty, true);
        EntityHeader.Kind kind = header.kind();
        boolean tooMuch = depth >= DEEPEST || entities >= MOST_ENTITIES;
        if (kind == EntityHeader.Kind.MULTIPART && !tooMuch) {
            open.push(new Multipart(entity, "--" + header.boundary().orElseThrow(), header.isDigest()));
            depth++;
            state = State.BETWEEN;
        } else if (kind == EntityHeader.Kind.MESSAGE && !tooMuch) {
            depth++;
            begin(entity, false);
        } else {
            state = State.BODY;
        }
    }

    private void begin(int parentOfNext, boolean digestPart) {
        parent = parentOfNext;
        entity = entities++;
        header = new EntityHeader(digestPart);
        state = State.HEADER;
    }

    /** Goes on behind a delimiter of one of the multiparts that are open, the innermost first (RFC 2046 §5.1.2). */
    private boolean isDelimiter(byte[] text) throws IOException {
        if (open.isEmpty() || text.length < 3 || text.length > LONGEST_BOUNDARY || text[0] != '-' || text[1] != '-') {
            return false;
        }
        String said = new String(text, StandardCharsets.ISO_8859_1).stripTrailing();
        Optional<Multipart> ended = Optional.empty();
        for (Iterator<Multipart> all = open.iterator(); all.hasNext() && ended.isEmpty(); ) {
            Multipart next = all.next();
            if (said.equals(next.delimiter()) || said.equals(next.delimiter() + "--")) {
                ended = Optional.of(next);
            }
        }
        if (ended.isEmpty()) {
            return false;
        }
        Multipart around = ended.get();
        if (state == State.HEADER) {
            handler.header(entity, parent, header);
        }
        while (!around.equals(open.peek())) {
            open.pop();
        }
        handler.between(around.entity(), text, true);
        boolean isLast = !said.equals(around.delimiter());
        if (isLast) {
            open.pop();
        }
        depth = open.size();
        entity = around.entity();
        state = State.BETWEEN;
        if (!isLast && entities < MOST_ENTITIES) {
            begin(around.entity(), around.digest());
        }
        return true;
    }
}
