package dev.postern.gateway;

import dev.postern.config.Form;
import dev.postern.tls.DnsName;
import dev.postern.verification.RecipientList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Collects the entries of one domain's list of recipients. For one thread. */
final class RecipientEntries {
    static final Form<RecipientEntry> FORM = Form.of(
            "recipient",
            "Write a local part such as anna, an address such as anna@example.org, or \"@example.org\" for everybody.",
            "anna",
            RecipientEntry::parse);

    private final DnsName domain;
    private final Set<String> localParts = new HashSet<>();
    private boolean everybody;

    RecipientEntries(DnsName domain) {
        this.domain = domain;
    }

    /** @param problem is told what is wrong and what would be right, if the entry is of another domain */
    void add(RecipientEntry entry, BiConsumer<String, String> problem) {
        entry.domain()
                .filter(other -> !other.equals(domain))
                .ifPresent(other -> problem.accept(
                        "is in " + other + ", and the list is for " + domain + ".",
                        "Give each domain a list of its own."));
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
