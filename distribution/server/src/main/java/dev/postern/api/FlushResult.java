package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Queued mail is tried now.
 *
 * @param partner whose; empty if all of it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FlushResult(Optional<String> partner) {}
