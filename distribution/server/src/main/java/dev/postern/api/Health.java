package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * Says whether the gateway accepts mail.
 *
 * @param reason why it accepts none, for programs on the same machine
 * @param expiring certificates that expire soon or have expired, one line each, for programs on the same machine
 * @param warnings problems to look at although mail is accepted, one line each, for programs on the same machine
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Health(Status status, Optional<String> reason, List<String> expiring, List<String> warnings) {
    /** Names the status in the words that monitoring compares. */
    public enum Status {
        @JsonProperty("ready")
        READY,
        /** The gateway is starting or stopping. */
        @JsonProperty("not ready")
        NOT_READY,
        /** The gateway answers new mail with 4xx: its disk or a queue is full, or the storage does not respond. */
        @JsonProperty("deferring new mail")
        DEFERRING,
        /** A thread, subscription or recurring task of the gateway fails. */
        @JsonProperty("failing")
        FAILING
    }

    /** Returns the status alone, without reasons. */
    public static Health of(Status status) {
        return new Health(status, Optional.empty(), List.of(), List.of());
    }
}
