package dev.postern.filter;

import java.util.List;

/** A content filter's decision about one message. */
public sealed interface FilterVerdict {

    /**
     * It goes on.
     *
     * @param edits to be made in the header section, in this order
     */
    record Accept(List<HeaderEdit> edits) implements FilterVerdict {
        /** Without any change. */
        public static final Accept UNCHANGED = new Accept(List.of());

        public Accept {
            edits = List.copyOf(edits);
        }
    }

    /**
     * The gateway rejects the message with this reply and keeps nothing.
     *
     * @param code 4xx or 5xx (RFC 5321 §4.2.1)
     * @param status of the same class (RFC 3463)
     * @param text printable ASCII, on one line
     */
    record Reject(String code, String status, String text) implements FilterVerdict {}

    /** The gateway answers 250 and keeps nothing. */
    record Discard() implements FilterVerdict {}

    /**
     * The gateway answers 250 and sets the message aside for the administrator.
     *
     * @param reason for logs and administrators
     */
    record Quarantine(String reason) implements FilterVerdict {}
}
