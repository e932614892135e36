package dev.postern.partner;

import dev.postern.tls.DnsName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists all partners, and finds the partner of a domain. Immutable: one version of the partners file. Finding a domain
 * costs one hash look-up per label, regardless of the number of partners.
 */
public final class PartnerDirectory {
    private final Map<String, Partner> byName = new LinkedHashMap<>();
    private final DomainMap<Partner> domains;

    /** @throws IllegalArgumentException if two partners have the same name or claim the same domain */
    public PartnerDirectory(Collection<Partner> partners) {
        Map<DomainPattern, Partner> claims = new LinkedHashMap<>();
        for (Partner partner : partners) {
            if (byName.put(partner.name(), partner) != null) {
                throw new IllegalArgumentException("two partners are named " + partner.name());
            }
            for (DomainPattern pattern : partner.domains()) {
                if (claims.put(pattern, partner) != null) {
                    throw new IllegalArgumentException("two partners claim " + pattern);
                }
            }
        }
        this.domains = new DomainMap<>(claims);
    }

    public static PartnerDirectory empty() {
        return new PartnerDirectory(List.of());
    }

    /** The partner whose domain this is: the exact domain wins, then the closest {@code *.} above it. */
    public Optional<Partner> partnerOf(DnsName domain) {
        return domains.of(domain);
    }

    /** Returns a domain of a partner that the pattern matches too, or that matches it. */
    public Optional<DomainPattern> overlapping(DomainPattern pattern) {
        return domains.overlapping(pattern);
    }

    public Optional<Partner> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Partner> partners() {
        return List.copyOf(byName.values());
    }
}
