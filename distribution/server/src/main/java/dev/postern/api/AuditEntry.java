package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the admin audit log: who changed what, from where and when. It is written before the change takes effect.
 *
 * @param actor {@code token NAME}; {@code command}, followed by the user of the system if it worked without the gateway; or
 *     {@code file}: somebody edited a configuration file
 * @param from the address from which the request came
 * @param action what was done, such as {@code token added}
 * @param target the name of what was changed
 * @param before the previous state, in words
 * @param after the new state, in words
 * @param failure why the action failed, in a second entry about it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AuditEntry(
        Instant time,
        String actor,
        Optional<String> from,
        String action,
        String target,
        Optional<String> before,
        Optional<String> after,
        Optional<String> failure) {}
