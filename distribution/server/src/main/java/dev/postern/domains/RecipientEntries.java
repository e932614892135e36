package dev.postern.domains;

import dev.postern.config.Form;
import dev.postern.verification.RecipientList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Collects the entries of one list of recipients. For one thread. */
final class RecipientEntries {
    static final Form<RecipientEntry> FORM = Form.of(
            "recipient",
            "Write a local part such as anna, an address such as anna@example.org, or \"@example.org\" for all recipients.",
            "anna",
            RecipientEntry::parse);

    private final RecipientScope scope;
    private final Set<String> localParts = new HashSet<>();
    private boolean everybody;

    RecipientEntries(RecipientScope scope) {
        this.scope = scope;
    }

    /** @param problem is told what is wrong and what would be right, if the entry is of another domain */
    void add(RecipientEntry entry, BiConsumer<String, String> problem) {
        entry.domain()
                .filter(other -> !Optional.of(other).equals(scope.domain()))
                .ifPresent(other -> problem.accept(
                        "is in " + other + ", but the list is for " + scope + ".",
                        scope.domain().isPresent()
                                ? "Give each domain a list of its own."
                                : "Write the local part alone: it holds for each of these domains."));
        entry.localPart().ifPresent(localParts::add);
        everybody |= entry.localPart().isEmpty();
    }

    boolean isEmpty() {
        return localParts.isEmpty() && !everybody;
    }

    RecipientList list(Optional<String> delimiter) {
        return new RecipientList(localParts, everybody, delimiter);
    }
}
