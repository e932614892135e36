package dev.postern.changes;

import dev.postern.audit.Actor;
import dev.postern.audit.AuditLog;
import dev.postern.audit.Change;
import dev.postern.domains.DomainsDiff;
import dev.postern.domains.OwnDomains;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnersListener;
import dev.postern.partnersfile.PartnersDiff;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records changes of {@code partners.yaml} and of the files of own domains in the admin audit log. They are in force by then:
 * whoever edited the files needed no permission of the gateway.
 */
public final class FileChanges implements PartnersListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(FileChanges.class);

    private final AuditLog audit;

    public FileChanges(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void partnersChanged(PartnerDirectory before, PartnerDirectory now) {
        record(PartnersDiff.changes(before, now).stream()
                .map(change -> new Change("partner " + verb(change), change.partner(), change.before(), change.after()))
                .toList());
    }

    /** Records that other own domains are in force. */
    public void domainsChanged(OwnDomains before, OwnDomains now) {
        record(List.of(new Change(
                "own domains changed",
                "domains",
                Optional.empty(),
                Optional.of(String.join("; ", DomainsDiff.between(before, now))))));
    }

    private static String verb(PartnersDiff.PartnerChange change) {
        if (change.before().isEmpty()) {
            return "added";
        }
        return change.after().isEmpty() ? "removed" : "changed";
    }

    private void record(List<Change> changes) {
        try {
            audit.record(Actor.FILE, changes);
        } catch (IOException e) {
            LOGGER.error("Could not record changes of the configuration in the admin audit log; they are in force", e);
        }
    }
}
