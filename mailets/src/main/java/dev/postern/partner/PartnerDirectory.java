package dev.postern.partner;

import dev.postern.tls.DnsName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All partners, and whose domain a domain is. Immutable: one reading of the partners file. Looking a domain up costs one
 * hash look-up per label, however many partners there are.
 */
public final class PartnerDirectory {
    private final Map<String, Partner> byName = new LinkedHashMap<>();
    private final Map<DnsName, Partner> exact = new HashMap<>();
    private final Map<DnsName, Partner> below = new HashMap<>();

    /** @throws IllegalArgumentException if two partners have the same name or claim the same domain */
    public PartnerDirectory(Collection<Partner> partners) {
        for (Partner partner : partners) {
            if (byName.put(partner.name(), partner) != null) {
                throw new IllegalArgumentException("two partners are named " + partner.name());
            }
            for (DomainPattern pattern : partner.domains()) {
                if ((pattern.allBelow() ? below : exact).put(pattern.domain(), partner) != null) {
                    throw new IllegalArgumentException("two partners claim " + pattern);
                }
            }
        }
    }

    public static PartnerDirectory empty() {
        return new PartnerDirectory(List.of());
    }

    /** The partner whose domain this is: the exact domain wins, then the closest {@code *.} above it. */
    public Optional<Partner> partnerOf(DnsName domain) {
        Partner partner = exact.get(domain);
        String rest = domain.ascii();
        for (int dot = rest.indexOf('.'); partner == null && dot >= 0; dot = rest.indexOf('.')) {
            rest = rest.substring(dot + 1);
            partner = below.get(new DnsName(rest));
        }
        return Optional.ofNullable(partner);
    }

    public Optional<Partner> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Partner> partners() {
        return List.copyOf(byName.values());
    }
}
