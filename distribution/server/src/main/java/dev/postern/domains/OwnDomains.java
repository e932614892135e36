package dev.postern.domains;

import dev.postern.partner.DomainMap;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.NextHop;
import dev.postern.tls.DnsName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists all own domains of one moment, in the order of the configuration. Immutable. */
public final class OwnDomains {
    private final List<OwnDomain> all;
    private final List<DomainPattern> patterns;
    private final DomainMap<OwnDomain> byDomain;
    private final Set<NextHop> nextHops;

    /** @param domains none of which has the pattern of another */
    public OwnDomains(List<OwnDomain> domains) {
        this.all = List.copyOf(domains);
        this.patterns = all.stream().map(OwnDomain::pattern).toList();
        Map<DomainPattern, OwnDomain> entries = new LinkedHashMap<>();
        Set<NextHop> hops = new LinkedHashSet<>();
        all.forEach(own -> {
            entries.put(own.pattern(), own);
            hops.addAll(own.outbound().nextHops());
        });
        this.byDomain = new DomainMap<>(entries);
        this.nextHops = Set.copyOf(hops);
    }

    /**
     * Returns the entry of that domain: its own, or else that of the closest {@code *.} above it; empty if it is not
     * ours.
     */
    public Optional<OwnDomain> of(DnsName domain) {
        return byDomain.of(domain);
    }

    public List<OwnDomain> all() {
        return all;
    }

    public List<DomainPattern> patterns() {
        return patterns;
    }

    /** Returns the servers to which mail of own domains goes. */
    public Set<NextHop> nextHops() {
        return nextHops;
    }
}
