package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The outbound queues, or a page of them.
 *
 * @param next the cursor of the next page; empty: this is the last one
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record QueueListing(List<Entry> entries, Optional<String> next) {
    /**
     * The queued mail of one partner, or of one domain that belongs to none.
     *
     * @param name of the partner, or the domain
     * @param messages how many, each counted once per recipient domain
     * @param oldest when the first of them entered the queue
     * @param limitedBy what keeps them here, if it is more than an attempt that failed
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Entry(String name, long messages, Instant oldest, Optional<String> limitedBy) {}
}
