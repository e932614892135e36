package dev.postern.matchers;

import dev.postern.partner.Partner;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The condition of a matcher: which partners it is about. Names are looked up with each message, as the partners file may
 * name them later.
 *
 * @param names none: every partner
 */
record NamedPartners(Set<String> names) {

    /** Reads names with commas between them. */
    static NamedPartners of(Optional<String> condition) {
        return new NamedPartners(Stream.of(condition.orElse("").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet()));
    }

    boolean include(Partner partner) {
        return names.isEmpty() || names.contains(partner.name());
    }
}
