package dev.postern.server;

import dev.postern.gateway.GatewayConfiguration.OwnDomain;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.james.core.Domain;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;

/** The domains of {@code gateway.yaml} as James's domain list. They change with that file only. */
final class GatewayDomainList implements DomainList {
    private final List<Domain> domains;
    private final Set<DnsName> names;

    GatewayDomainList(List<OwnDomain> domains) {
        this.domains =
                domains.stream().map(own -> Domain.of(own.domain().ascii())).toList();
        this.names = domains.stream().map(OwnDomain::domain).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Domain> getDomains() {
        return domains;
    }

    @Override
    public boolean containsDomain(Domain domain) {
        return DnsName.parse(domain.asString()).filter(names::contains).isPresent();
    }

    @Override
    public Domain getDefaultDomain() {
        return domains.get(0);
    }

    @Override
    public void addDomain(Domain domain) throws DomainListException {
        throw new DomainListException("domains are configured in gateway.yaml");
    }

    @Override
    public void removeDomain(Domain domain) throws DomainListException {
        throw new DomainListException("domains are configured in gateway.yaml");
    }
}
