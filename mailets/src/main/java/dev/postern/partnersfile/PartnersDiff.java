package dev.postern.partnersfile;

import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Describes the differences between two readings of the partners. */
public final class PartnersDiff {
    private PartnersDiff() {}

    /** Returns one line per partner that was added, removed or changed; empty if both readings are equal. */
    static List<String> between(PartnerDirectory before, PartnerDirectory now) {
        List<String> lines = new ArrayList<>();
        for (Partner partner : now.partners()) {
            Optional<Partner> old = before.named(partner.name());
            if (old.isEmpty()) {
                lines.add("added " + partner.name() + ": " + describe(partner));
            } else if (!old.get().equals(partner)) {
                lines.add("changed " + partner.name() + ": " + changes(old.get(), partner));
            }
        }
        before.partners().stream()
                .filter(partner -> now.named(partner.name()).isEmpty())
                .forEach(partner -> lines.add("removed " + partner.name() + ": its domains were " + partner.domains()));
        return lines;
    }

    /**
     * One partner that was added, removed or changed.
     *
     * @param before the keys that it had and has no more, with their values; empty: it was added
     * @param after the keys that it has and had not; empty: it was removed
     */
    public record PartnerChange(String partner, Optional<String> before, Optional<String> after) {}

    /** Returns all differences; empty if both readings are equal. */
    public static List<PartnerChange> changes(PartnerDirectory before, PartnerDirectory now) {
        List<PartnerChange> changes = new ArrayList<>();
        for (Partner partner : now.partners()) {
            Optional<Partner> old = before.named(partner.name());
            if (old.isEmpty()) {
                changes.add(new PartnerChange(partner.name(), Optional.empty(), Optional.of(describe(partner))));
            } else if (!old.get().equals(partner)) {
                Map<String, String> was = PartnerText.of(old.get());
                Map<String, String> is = PartnerText.of(partner);
                changes.add(new PartnerChange(
                        partner.name(), Optional.of(describe(was, is)), Optional.of(describe(is, was))));
            }
        }
        before.partners().stream()
                .filter(partner -> now.named(partner.name()).isEmpty())
                .forEach(partner -> changes.add(
                        new PartnerChange(partner.name(), Optional.of(describe(partner)), Optional.empty())));
        return changes;
    }

    /** Describes what stands in one and not in the other. */
    private static String describe(Map<String, String> one, Map<String, String> other) {
        String words = one.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(other.get(entry.getKey())))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "none" : words;
    }

    private static String describe(Partner partner) {
        return PartnerText.of(partner).entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String changes(Partner before, Partner now) {
        Map<String, String> old = PartnerText.of(before);
        Map<String, String> current = PartnerText.of(now);
        Set<String> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(current.keySet());
        return keys.stream()
                .filter(key -> !old.getOrDefault(key, "").equals(current.getOrDefault(key, "")))
                .map(key -> key + " from " + old.getOrDefault(key, "none") + " to " + current.getOrDefault(key, "none"))
                .collect(Collectors.joining(", "));
    }
}
