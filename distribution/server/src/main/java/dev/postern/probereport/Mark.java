package dev.postern.probereport;

import dev.postern.probe.ProbeStatus;

/** How a step went. */
enum Mark {
    GOOD("\u2713", "+", "32"),
    BAD("\u2717", "x", "31"),
    UNSURE("?", "?", "33"),
    NONE("", "", "");

    private final String symbol;
    private final String ascii;
    private final String colour;

    Mark(String symbol, String ascii, String colour) {
        this.symbol = symbol;
        this.ascii = ascii;
        this.colour = colour;
    }

    static Mark of(ProbeStatus status) {
        return switch (status) {
            case HOLDS -> GOOD;
            case FALLS_SHORT -> BAD;
            case COULD_NOT_TELL -> UNSURE;
        };
    }

    static Mark of(boolean good) {
        return good ? GOOD : BAD;
    }

    String symbol(boolean unicode) {
        return unicode ? symbol : ascii;
    }

    /** Returns its ANSI colour code (SGR). */
    String colour() {
        return colour;
    }
}
