package dev.postern.changes;

import dev.postern.acceptance.AcceptedRule;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnersListener;
import dev.postern.text.Plural;
import dev.postern.tls.DnsName;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when a change of the partners leaves queued mail under a rule that is no longer in the file. */
public final class RuleRetention implements PartnersListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(RuleRetention.class);

    private final Queued queued;

    /** How many messages wait for these domains. */
    @FunctionalInterface
    public interface Queued {
        long count(Predicate<DnsName> domains);
    }

    public RuleRetention(Queued queued) {
        this.queued = queued;
    }

    /** A domain that the pattern matches. */
    private static DnsName example(DomainPattern pattern) {
        return pattern.allBelow()
                ? DnsName.parse("example." + pattern.domain().ascii()).orElse(pattern.domain())
                : pattern.domain();
    }

    @Override
    public void partnersChanged(PartnerDirectory before, PartnerDirectory now) {
        for (Partner partner : before.partners()) {
            boolean succeeded = partner.domains().stream()
                    .allMatch(pattern -> AcceptedRule.isSucceeded(partner, now.partnerOf(example(pattern))));
            if (!succeeded) {
                long messages = queued.count(domain ->
                        before.partnerOf(domain).filter(partner::equals).isPresent()
                                && !AcceptedRule.isSucceeded(partner, now.partnerOf(domain)));
                LOGGER.warn(
                        "Partner {} was removed from partners.yaml, lost a domain or has a weaker rule now. Queued mail keeps the"
                                + " rule it was accepted under (level {}; {}) until the entry is restored or `postern queue"
                                + " release {}` lifts it. New mail to {} follows the new file, without that rule",
                        partner.name(),
                        partner.outbound().tls().level().word(),
                        Plural.of(messages, "queued message"),
                        partner.name(),
                        partner.domains());
            }
        }
    }
}
