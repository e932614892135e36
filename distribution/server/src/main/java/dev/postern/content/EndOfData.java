package dev.postern.content;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of content that is read on and not kept: {@code CRLF . CRLF} (RFC 5321 §4.1.1.4), and nothing that resembles it.
 * A CRLF behind another CR is no end of line here, as some servers read {@code CR CR LF} as a CR and an LF alone: whatever they
 * passed on as text must not become a command (SMTP smuggling). For one message; begins at the start of a line.
 */
public final class EndOfData {
    private enum Strict {
        START_OF_LINE,
        DOT,
        DOT_CR,
        TEXT,
        CR,
        CR_BEHIND_CR
    }

    /** What a reader for whom CR, LF and any number of them end a line has seen. */
    private enum Lenient {
        TEXT,
        END_OF_LINE,
        DOT,
        END
    }

    private Strict strict;
    private Lenient lenient = Lenient.END_OF_LINE;

    /** @param startOfLine false: what comes first stands behind an end of line that is none */
    public EndOfData(boolean startOfLine) {
        strict = startOfLine ? Strict.START_OF_LINE : Strict.TEXT;
    }

    /** Reads up to and with the end. Returns false if it is not there: then everything is read. */
    public boolean find(ByteBuf in) {
        while (in.isReadable()) {
            byte octet = in.readByte();
            lenient = next(lenient, octet);
            if (strict == Strict.DOT_CR && octet == '\n') {
                return true;
            }
            strict = next(strict, octet);
        }
        return false;
    }

    /** Whether what was read last looks like an end of data to some client, which may wait for the reply. */
    public boolean mayBeAtEnd() {
        return lenient == Lenient.END;
    }

    private static Strict next(Strict state, byte octet) {
        return switch (octet) {
            case '\r' ->
                switch (state) {
                    case DOT -> Strict.DOT_CR;
                    case CR, CR_BEHIND_CR, DOT_CR -> Strict.CR_BEHIND_CR;
                    case START_OF_LINE, TEXT -> Strict.CR;
                };
            case '\n' -> state == Strict.CR ? Strict.START_OF_LINE : Strict.TEXT;
            case '.' -> state == Strict.START_OF_LINE ? Strict.DOT : Strict.TEXT;
            default -> Strict.TEXT;
        };
    }

    private static Lenient next(Lenient state, byte octet) {
        return switch (octet) {
            case '\r', '\n' -> state == Lenient.DOT || state == Lenient.END ? Lenient.END : Lenient.END_OF_LINE;
            case '.' -> state == Lenient.TEXT || state == Lenient.DOT ? Lenient.TEXT : Lenient.DOT;
            case 0 -> state;
            default -> Lenient.TEXT;
        };
    }
}
