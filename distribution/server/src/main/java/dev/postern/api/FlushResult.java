package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Confirms that delivery of queued mail is attempted now.
 *
 * @param partner whose mail; empty if all mail
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FlushResult(Optional<String> partner) {}
