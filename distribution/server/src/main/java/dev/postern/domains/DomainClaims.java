package dev.postern.domains;

import dev.postern.partner.DomainPattern;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Checks that one reading of the files names each own domain once, and none that is a partner's. For one thread. */
final class DomainClaims {
    private final Map<DomainPattern, String> places = new HashMap<>();
    private final Function<DomainPattern, Optional<DomainPattern>> partners;

    DomainClaims(Function<DomainPattern, Optional<DomainPattern>> partners) {
        this.partners = partners;
    }

    /** Records a domain that stands in {@code gateway.yaml}. */
    void listed(DomainPattern pattern) {
        places.put(pattern, "gateway.yaml");
    }

    /**
     * Records a domain of a file.
     *
     * @param problem is told what is wrong and what would be right, if another place has it
     */
    void claim(DomainPattern pattern, Path file, int line, BiConsumer<String, String> problem) {
        Optional.ofNullable(places.putIfAbsent(pattern, file.getFileName() + ", line " + line))
                .ifPresent(place ->
                        problem.accept(pattern + " is already listed in " + place + ".", "List each domain once."));
        partners.apply(pattern)
                .ifPresent(theirs -> problem.accept(
                        pattern + (theirs.equals(pattern) ? " is" : " overlaps with " + theirs + ",")
                                + " a domain of a partner.",
                        "Remove it here, or remove " + theirs + " from partners.yaml."));
    }
}
