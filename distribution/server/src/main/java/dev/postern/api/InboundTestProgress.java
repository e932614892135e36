package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * How far a test has come.
 *
 * @param finished whether nothing more can happen
 * @param events those behind the number that was asked for, oldest first
 */
public record InboundTestProgress(
        String id, String partner, State state, boolean finished, Instant expires, List<Event> events) {

    /** The states of a test. */
    public enum State {
        @JsonProperty("waiting")
        WAITING,
        /** A message was accepted and is not judged yet. */
        @JsonProperty("received")
        RECEIVED,
        /** The message kept the partner's rule. */
        @JsonProperty("kept")
        KEPT,
        /** The message did not keep the partner's rule. */
        @JsonProperty("violated")
        VIOLATED,
        /** No message came in time. */
        @JsonProperty("expired")
        EXPIRED
    }

    /**
     * An event.
     *
     * @param number from 1
     * @param kind such as {@code message-judged}
     * @param text one line for a person
     */
    public record Event(long number, Instant time, String kind, String text, List<Fact> facts) {}

    /** A detail of an event. */
    public record Fact(String name, String value) {}
}
