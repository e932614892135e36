package dev.postern.inboundtest;

import java.time.Instant;

/**
 * A test that was issued. Immutable.
 *
 * @param id names it in commands; no secret, and tells nothing of the address
 * @param digest of its {@link TestAddress}
 * @param partner the name of the partner whose mail it accepts
 * @param issued when it was issued
 * @param expires from when on its address is unknown, unless a message was accepted before
 * @param progress how far it has come
 */
public record InboundTest(
        String id, String digest, String partner, Instant issued, Instant expires, Progress progress) {

    /** How far a test has come. It only moves down this list. */
    public sealed interface Progress {
        /** No message was accepted. */
        record Waiting() implements Progress {}

        /**
         * The one message was accepted.
         *
         * @param message its name
         */
        record Received(String message) implements Progress {}

        /**
         * The message was judged, and its report handed to the outgoing queue, or dropped.
         *
         * @param message its name
         * @param report the name of the report
         * @param kept whether the message kept the partner's rule
         */
        record Reported(String message, String report, boolean kept) implements Progress {}
    }

    /** Returns the same test, further on. */
    InboundTest with(Progress next) {
        return new InboundTest(id, digest, partner, issued, expires, next);
    }

    boolean isWaiting() {
        return progress instanceof Progress.Waiting;
    }

    boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /** Returns whether that message is the one that this test has accepted. */
    boolean hasAccepted(String message) {
        return (progress instanceof Progress.Received received
                        && received.message().equals(message))
                || (progress instanceof Progress.Reported reported
                        && reported.message().equals(message));
    }

    /** Returns whether that is the name of its report. */
    boolean hasReport(String name) {
        return progress instanceof Progress.Reported reported
                && reported.report().equals(name);
    }
}
