package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Asks to attempt delivery of queued mail now: either of one partner's, or of all.
 *
 * @param partner whose mail
 * @param all true: all mail; then there is no partner
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record FlushRequest(Optional<String> partner, Optional<Boolean> all) {
    /** Returns whether it names a partner or all, and not both. */
    public boolean hasOneTarget() {
        return partner.isPresent() != all.orElse(false);
    }
}
