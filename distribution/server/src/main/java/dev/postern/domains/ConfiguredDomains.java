package dev.postern.domains;

import dev.postern.config.Problems;
import dev.postern.config.SourceFiles;
import dev.postern.partner.DomainPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The list {@code domains} of {@code gateway.yaml}, without the content of the files that it names. Immutable. */
public record ConfiguredDomains(List<DomainsEntry> entries) {
    public ConfiguredDomains {
        entries = List.copyOf(entries);
    }

    /**
     * Reads the files.
     *
     * @param partners returns the domain of a partner that overlaps with a domain
     */
    DomainsReading read(Function<DomainPattern, Optional<DomainPattern>> partners) {
        var problems = new Problems();
        var sources = new SourceFiles();
        var claims = new DomainClaims(partners);
        for (DomainsEntry entry : entries) {
            if (entry instanceof OwnDomain own) {
                claims.listed(own.pattern());
            }
        }
        List<OwnDomain> domains = new ArrayList<>();
        for (DomainsEntry entry : entries) {
            if (entry instanceof OwnDomain own) {
                domains.add(own);
            } else if (entry instanceof DomainsFile file) {
                domains.addAll(file.read(sources, claims, problems));
            }
        }
        return new DomainsReading(
                problems.isEmpty() ? Optional.of(new OwnDomains(domains)) : Optional.empty(),
                domains.stream().map(OwnDomain::pattern).toList(),
                problems.list(),
                sources);
    }
}
