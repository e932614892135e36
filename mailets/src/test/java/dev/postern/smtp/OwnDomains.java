package dev.postern.smtp;

import java.util.List;
import org.apache.james.core.Domain;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;

/** The gateway's own domain is example.org; as a careless set-up would, the list holds the host's address too. */
final class OwnDomains implements DomainList {
    boolean broken;

    @Override
    public List<Domain> getDomains() {
        return List.of(Domain.of("example.org"), Domain.of("127.0.0.1"));
    }

    @Override
    public boolean containsDomain(Domain domain) throws DomainListException {
        if (broken) {
            throw new DomainListException("the list is gone");
        }
        return getDomains().contains(domain);
    }

    @Override
    public void addDomain(Domain domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeDomain(Domain domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Domain getDefaultDomain() {
        return Domain.of("example.org");
    }
}
