package dev.postern.route;

import dev.postern.acceptance.RuleInForce;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import java.util.Optional;

/**
 * The route of mail for one domain, under the rule that is in force now.
 *
 * @param partner whose domain it is; empty for our own domains and for everybody else
 * @param policy the partner's, or the one that the message was accepted under
 * @param rule which of the two
 */
public record Route(Optional<Partner> partner, OutboundPolicy policy, RuleInForce rule) {

    /** The route of mail that was accepted under no other rule. */
    public Route(Optional<Partner> partner, OutboundPolicy policy) {
        this(partner, policy, new RuleInForce.Current());
    }

    /** The word for this route in logs: the name of the partner whose rule it is, or {@code none}. */
    public String partnerName() {
        return ruledBy().orElse("none");
    }

    /** Returns the name of the partner whose rule it is. */
    public Optional<String> ruledBy() {
        return rule instanceof RuleInForce.Recorded recorded
                ? Optional.of(recorded.rule().partner())
                : partner.map(Partner::name);
    }

    /** Returns whether the rule is only watched: mail goes even where the rule would keep it. */
    public boolean isMonitored() {
        return rule instanceof RuleInForce.Current
                && partner.filter(agreed -> !agreed.isEnforced()).isPresent();
    }
}
