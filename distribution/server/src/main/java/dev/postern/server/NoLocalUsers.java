package dev.postern.server;

import java.util.Collection;
import java.util.List;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.mailetcontainer.api.LocalResources;

/** A gateway has domains but no mailboxes: nobody lives here. */
public final class NoLocalUsers implements LocalResources {
    private final GatewayDomainList domains;

    public NoLocalUsers(GatewayDomainList domains) {
        this.domains = domains;
    }

    @Override
    public boolean isLocalServer(Domain domain) {
        return domains.containsDomain(domain);
    }

    @Override
    public boolean isLocalUser(String name) {
        return false;
    }

    @Override
    public boolean isLocalEmail(MailAddress mailAddress) {
        return false;
    }

    @Override
    public Collection<MailAddress> localEmails(Collection<MailAddress> mailAddresses) {
        return List.of();
    }
}
