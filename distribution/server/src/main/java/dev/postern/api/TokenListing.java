package dev.postern.api;

import java.time.Instant;
import java.util.List;

/** The named tokens, in the order in which they were added. */
public record TokenListing(List<Entry> entries) {
    /** One token, without its secret. */
    public record Entry(String name, Role role, Instant added) {}
}
