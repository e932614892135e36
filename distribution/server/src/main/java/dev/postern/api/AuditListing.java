package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A page of the admin audit log, the oldest entry first.
 *
 * @param damaged how many lines in between are no entries
 * @param next the cursor of the next page; empty: this is the last one
 * @param end the cursor behind the last entry, to ask for newer ones later
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AuditListing(List<AuditEntry> entries, int damaged, Optional<String> next, String end) {}
