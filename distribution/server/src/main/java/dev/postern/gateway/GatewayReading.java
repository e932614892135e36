package dev.postern.gateway;

import dev.postern.domains.DomainsReading;
import dev.postern.partner.DomainPattern;
import java.util.List;
import java.util.Optional;

/**
 * One reading of {@code gateway.yaml}, whose problems are in the collector it was given.
 *
 * @param configuration empty if there is a problem
 * @param ownDomains every domain in it, and in the files that it names, that could be read, also beside problems
 * @param domains the first reading of these files; empty if gateway.yaml could not be read
 */
record GatewayReading(
        Optional<GatewayConfiguration> configuration,
        List<DomainPattern> ownDomains,
        Optional<DomainsReading> domains) {
    GatewayReading withProblems() {
        return new GatewayReading(Optional.empty(), ownDomains, domains);
    }
}
