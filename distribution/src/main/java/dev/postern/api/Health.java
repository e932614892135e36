package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * Whether the gateway accepts mail.
 *
 * @param reason why it does not, for programs on the same machine
 * @param expiring certificates that expire soon or have expired, one line each, for programs on the same machine
 * @param warnings what an administrator should look at though mail is accepted, for programs on the same machine
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Health(Status status, Optional<String> reason, List<String> expiring, List<String> warnings) {
    /** In the words that monitoring compares. */
    public enum Status {
        @JsonProperty("ready")
        READY,
        /** It starts or stops. */
        @JsonProperty("not ready")
        NOT_READY,
        @JsonProperty("refusing new mail")
        REFUSING,
        /** One of its threads, subscriptions or recurring tasks fails. */
        @JsonProperty("failing")
        FAILING
    }

    /** Says no more than that. */
    public static Health of(Status status) {
        return new Health(status, Optional.empty(), List.of(), List.of());
    }
}
