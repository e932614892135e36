package dev.postern.milter;

/** A step of the protocol that a filter may not want to see, or not answer; bits as in libmilter's {@code mfdef.h}. */
enum MilterStep {
    CONNECT('C', 0x1, 0x1000),
    HELO('H', 0x2, 0x2000),
    MAIL('M', 0x4, 0x4000),
    RCPT('R', 0x8, 0x8000),
    BODY('B', 0x10, 0x80000),
    HEADER('L', 0x20, 0x80),
    END_OF_HEADER('N', 0x40, 0x40000),
    DATA('T', 0x200, 0x10000);

    /** The filter may answer a body chunk with SKIP. */
    static final int SKIP = 0x400;

    /** The filter wants the blank behind a field's colon. */
    static final int LEADING_SPACE = 0x100000;

    private final char command;
    private final int unwanted;
    private final int unanswered;

    MilterStep(char command, int unwanted, int unanswered) {
        this.command = command;
        this.unwanted = unwanted;
        this.unanswered = unanswered;
    }

    /** Returns what we can do without, as a mask. */
    static int all() {
        int mask = SKIP | LEADING_SPACE;
        for (MilterStep step : values()) {
            mask |= step.unwanted | step.unanswered;
        }
        return mask;
    }

    char command() {
        return command;
    }

    boolean isWanted(int protocol) {
        return (protocol & unwanted) == 0;
    }

    boolean isAnswered(int protocol) {
        return (protocol & unanswered) == 0;
    }
}
