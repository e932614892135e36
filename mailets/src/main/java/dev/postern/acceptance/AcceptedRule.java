package dev.postern.acceptance;

import dev.postern.partner.NextHop;
import dev.postern.partner.Partner;
import dev.postern.tls.PolicyStrength;
import dev.postern.tls.TlsPolicy;
import java.util.List;
import java.util.Optional;

/**
 * The outbound rule of an enforced partner, as it was when a message was accepted for it.
 *
 * @param partner the partner's name
 * @param strength of the policy
 * @param tls the policy; empty if its trust anchors are not known here
 * @param nextHops where mail went, in the order to try; empty: to the MX hosts of the domain
 */
public record AcceptedRule(String partner, PolicyStrength strength, Optional<TlsPolicy> tls, List<NextHop> nextHops) {

    public AcceptedRule {
        nextHops = List.copyOf(nextHops);
    }

    AcceptedRule(String partner, TlsPolicy tls, List<NextHop> nextHops) {
        this(partner, PolicyStrength.of(tls), Optional.of(tls), nextHops);
    }

    /** The rule of that partner now; empty if its rule is only monitored. */
    static Optional<AcceptedRule> of(Partner partner) {
        return partner.isEnforced()
                ? Optional.of(new AcceptedRule(
                        partner.name(),
                        partner.outbound().tls(),
                        partner.outbound().nextHops()))
                : Optional.empty();
    }

    /**
     * Returns whether mail that goes by that partner's entry of now keeps at least this rule: an enforced entry of the same name that is as
     * strong, as its administrator has decided on its names, keys and next hop; or one of another name that says the same.
     */
    boolean isKeptBy(Partner now) {
        if (!now.isEnforced() || PolicyStrength.of(now.outbound().tls()).isWeakerThan(strength)) {
            return false;
        }
        return now.name().equals(partner)
                || (tls.filter(now.outbound().tls()::equals).isPresent()
                        && now.outbound().nextHops().equals(nextHops));
    }

    /**
     * Whether queued mail that was accepted under that entry goes by another one now without a release.
     *
     * @param before the entry it was accepted under; a monitored one binds nobody
     * @param now whose its domain is now
     */
    public static boolean isSucceeded(Partner before, Optional<Partner> now) {
        return of(before).filter(rule -> now.filter(rule::isKeptBy).isEmpty()).isEmpty();
    }

    /** In words, for logs and commands. */
    public String words() {
        return strength.words();
    }
}
