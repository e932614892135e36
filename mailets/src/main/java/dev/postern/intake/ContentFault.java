package dev.postern.intake;

import dev.postern.inbound.Reply;

/** Says why the framing of content is invalid, for which the message is read to its end and rejected there. */
public enum ContentFault {
    LINE_TOO_LONG("500", "Line too long", "a line is too long"),
    BARE_CR_OR_LF(
            "550",
            "Lines must end with <CR><LF>: bare <CR> and <LF> are not accepted",
            "a bare <CR> or <LF>, as in SMTP smuggling"),
    NUL("550", "<NUL> is not accepted", "a <NUL>");

    private static final String STATUS = "5.5.2";

    private final String code;
    private final String text;
    private final String reason;

    ContentFault(String code, String text, String reason) {
        this.code = code;
        this.text = text;
        this.reason = reason;
    }

    Reply reply() {
        return new Reply(code, STATUS, text);
    }

    String reason() {
        return reason;
    }

    /** Returns the reply's line, without its end. */
    public String replyLine() {
        return code + " " + STATUS + " " + text;
    }
}
