package dev.postern.dsn;

/** How lines can travel by SMTP (RFC 5322 §2.1.1, RFC 2045 §2.7 and §2.8). */
enum LineForm {
    SEVEN_BIT("7bit"),
    EIGHT_BIT("8bit"),
    /** With a line of more than 998 octets, a NUL, or a CR or LF alone. */
    UNSENDABLE("quoted-printable");

    private static final int LONGEST_LINE = 998;

    private final String encoding;

    LineForm(String encoding) {
        this.encoding = encoding;
    }

    /** Returns the value of Content-Transfer-Encoding that the lines need. */
    String encoding() {
        return encoding;
    }

    static LineForm of(byte[] lines) {
        int length = 0;
        for (int i = 0; i < lines.length; i++) {
            boolean afterCr = i > 0 && lines[i - 1] == '\r';
            if (lines[i] == 0 || afterCr != (lines[i] == '\n')) {
                return UNSENDABLE;
            }
            length = lines[i] == '\n' ? 0 : length + 1;
            if (length > LONGEST_LINE + (lines[i] == '\r' ? 1 : 0)) {
                return UNSENDABLE;
            }
        }
        return isEightBit(lines) ? EIGHT_BIT : SEVEN_BIT;
    }

    static boolean isEightBit(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }
}
