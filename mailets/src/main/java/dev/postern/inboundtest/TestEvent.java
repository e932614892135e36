package dev.postern.inboundtest;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An event of a test, for the administrator.
 *
 * @param number of the event within its test, from 1
 * @param text one line for a person
 * @param facts more of it, in their order
 */
public record TestEvent(long number, Instant time, Kind kind, String text, Map<String, String> facts) {

    /** The kinds of event. */
    public enum Kind {
        /** The partner's mail, not necessarily to the address of the test, was answered 5xx or 4xx. */
        MAIL_REJECTED,
        /** As {@link #MAIL_REJECTED}, if the partner's rule were enforced. */
        MAIL_WOULD_BE_REJECTED,
        /** Someone used the address in a way that it does not accept. */
        ADDRESS_REFUSED,
        /** The message of the test was judged. */
        MESSAGE_JUDGED,
        REPORT_QUEUED,
        REPORT_DELIVERED,
        REPORT_DEFERRED,
        REPORT_BOUNCED,
        /** No report was sent. */
        REPORT_DROPPED;

        /** Returns the word in JSON, such as {@code message-judged}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Returns whether nothing can follow. */
        public boolean isLast() {
            return this == REPORT_DELIVERED || this == REPORT_BOUNCED || this == REPORT_DROPPED;
        }
    }

    public TestEvent {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
