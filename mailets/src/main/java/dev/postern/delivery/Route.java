package dev.postern.delivery;

import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import java.util.Optional;

/**
 * How mail for one domain leaves, as agreed at this moment.
 *
 * @param partner whose rule it is; empty for our own domains and for everybody else
 */
public record Route(Optional<Partner> partner, OutboundPolicy policy) {

    /** The word for this route in logs: the partner's name, or {@code none}. */
    public String partnerName() {
        return partner.map(Partner::name).orElse("none");
    }

    /** Whether the rule is only watched: mail goes even where the rule would keep it. */
    public boolean isMonitored() {
        return partner.filter(agreed -> !agreed.isEnforced()).isPresent();
    }
}
