package dev.postern.partner;

import dev.postern.tls.DnsName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what belongs to a domain: the entry of the domain itself wins, then that of the closest {@code *.} above it. Immutable. A
 * look-up costs one hash look-up per label, however many entries there are.
 */
public final class DomainMap<T> {
    private final Map<DnsName, T> exact = new HashMap<>();
    private final Map<DnsName, T> below = new HashMap<>();
    /** For each name, some pattern of a domain below it. */
    private final Map<DnsName, DomainPattern> inside = new HashMap<>();

    public DomainMap(Map<DomainPattern, ? extends T> entries) {
        entries.forEach((pattern, value) -> {
            (pattern.allBelow() ? below : exact).put(pattern.domain(), value);
            for (Optional<DnsName> above = parent(pattern.domain());
                    above.isPresent();
                    above = parent(above.orElseThrow())) {
                if (inside.putIfAbsent(above.orElseThrow(), pattern) != null) {
                    break; // and so for all names above that one
                }
            }
        });
    }

    /** Returns what belongs to that domain. */
    public Optional<T> of(DnsName domain) {
        Optional<T> found = Optional.ofNullable(exact.get(domain));
        return found.isPresent() ? found : parent(domain).flatMap(this::closest);
    }

    /** Returns a pattern of this map that matches a domain that the given one matches too. */
    public Optional<DomainPattern> overlapping(DomainPattern pattern) {
        DnsName domain = pattern.domain();
        if (!pattern.allBelow()) {
            return exact.containsKey(domain)
                    ? Optional.of(pattern)
                    : parent(domain).flatMap(this::closestPattern);
        }
        return closestPattern(domain).or(() -> Optional.ofNullable(inside.get(domain)));
    }

    private Optional<T> closest(DnsName name) {
        return closestPattern(name).map(DomainPattern::domain).map(below::get);
    }

    /** Returns the {@code *.} of that name or of the closest one above it. */
    private Optional<DomainPattern> closestPattern(DnsName name) {
        Optional<DnsName> candidate = Optional.of(name);
        while (candidate.isPresent() && !below.containsKey(candidate.orElseThrow())) {
            candidate = candidate.flatMap(DomainMap::parent);
        }
        return candidate.map(domain -> new DomainPattern(domain, true));
    }

    private static Optional<DnsName> parent(DnsName name) {
        int dot = name.ascii().indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(new DnsName(name.ascii().substring(dot + 1)));
    }
}
