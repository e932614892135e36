package dev.postern.assembly;

import dev.postern.admin.OutboundQueues;
import dev.postern.audit.AuditLog;
import dev.postern.changes.FileChanges;
import dev.postern.changes.RuleRetention;
import dev.postern.domains.DomainsWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.gateway.LoopbackRelay;
import dev.postern.gateway.UnencryptedHops;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.server.OwnNames;
import javax.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows when other partners or own domains are in force: warnings, an entry in the admin audit log, and attempts of what may go now. */
final class ReloadEffects {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReloadEffects.class);

    private final GatewayConfiguration configuration;
    private final DomainsWatch domains;
    private final PartnersWatch partners;
    private final OutboundQueues outgoing;
    private final AuditLog audit;

    @Inject
    ReloadEffects(
            GatewayConfiguration configuration,
            DomainsWatch domains,
            PartnersWatch partners,
            OutboundQueues outgoing,
            AuditLog audit) {
        this.configuration = configuration;
        this.domains = domains;
        this.partners = partners;
        this.outgoing = outgoing;
        this.audit = audit;
    }

    /** Warns of what is in force, and listens to changes from now on. */
    void begin() {
        warn();
        var recorded = new FileChanges(audit);
        partners.addListener(recorded);
        domains.addListener(recorded::domainsChanged);
        partners.addListener(new RuleRetention(outgoing::count));
        // What waits for a partner may be free to go under its changed entry.
        partners.addListener((before, now) ->
                outgoing.flush(domain -> !before.partnerOf(domain).equals(now.partnerOf(domain))));
        partners.addListener((before, now) -> domains.partnersChanged());
        domains.addListener((before, now) -> partners.retryRefused());
        // So may what waits for an own domain, to its changed next hops.
        domains.addListener(
                (before, now) -> outgoing.flush(domain -> !before.of(domain).equals(now.of(domain))));
    }

    private void warn() {
        LoopbackRelay.warnings(configuration).forEach(LOGGER::warn);
        OwnNames.warnings(configuration, partners.current()).forEach(LOGGER::warn);
        partners.addListener((before, now) -> OwnNames.warnings(configuration, now).stream()
                .filter(warning -> !OwnNames.warnings(configuration, before).contains(warning))
                .forEach(LOGGER::warn));
        UnencryptedHops.warn(configuration, domains.get(), partners.current());
        partners.addListener((before, now) -> {
            if (before.partners().isEmpty()) {
                UnencryptedHops.warn(configuration, domains.get(), now);
            }
        });
    }
}
