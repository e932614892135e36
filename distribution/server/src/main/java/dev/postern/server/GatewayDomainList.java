package dev.postern.server;

import dev.postern.domains.OwnDomain;
import dev.postern.domains.OwnDomains;
import dev.postern.partner.DomainPattern;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.function.Supplier;
import org.apache.james.core.Domain;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;

/** The own domains in force as James's domain list, which knows no wildcards but may be asked for any domain. */
public final class GatewayDomainList implements DomainList {
    private final Supplier<OwnDomains> own;
    private final Domain otherwise;

    /** @param postmaster whose domain is the default where all own domains are wildcards */
    public GatewayDomainList(Supplier<OwnDomains> own, String postmaster) {
        this.own = own;
        this.otherwise = Domain.of(postmaster.substring(postmaster.lastIndexOf('@') + 1));
    }

    /** Returns the domains that are not wildcards. */
    @Override
    public List<Domain> getDomains() {
        return own.get().all().stream()
                .map(OwnDomain::pattern)
                .filter(pattern -> !pattern.allBelow())
                .map(DomainPattern::domain)
                .map(domain -> Domain.of(domain.ascii()))
                .toList();
    }

    @Override
    public boolean containsDomain(Domain domain) {
        return DnsName.parse(domain.asString()).flatMap(own.get()::of).isPresent();
    }

    @Override
    public Domain getDefaultDomain() {
        return getDomains().stream().findFirst().orElse(otherwise);
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
