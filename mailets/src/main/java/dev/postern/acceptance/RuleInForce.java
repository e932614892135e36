package dev.postern.acceptance;

import dev.postern.partner.Partner;
import dev.postern.tls.PolicyStrength;
import dev.postern.tls.TlsPolicy;
import java.util.Optional;

/**
 * Determines the rule under which a queued message may be delivered now: the stricter of the one on the message and the
 * partner's entry.
 */
public sealed interface RuleInForce {

    /** By the entry of now, or as mail for everyone else. */
    record Current() implements RuleInForce {}

    /**
     * By the rule on the message, because there is no entry, or a weaker one, in its place.
     *
     * @param tls its policy, of no older version than the entry of now asks
     */
    record Recorded(AcceptedRule rule, TlsPolicy tls) implements RuleInForce {}

    /**
     * Not at all, until an administrator releases it or restores the entry.
     *
     * @param partner for whom the message was accepted
     * @param reason in plain words
     */
    record Withheld(String partner, String reason) implements RuleInForce {}

    /**
     * Decides it. A rule that cannot be read withholds the message, unless it was released.
     *
     * @param now whose the recipients' domain is
     * @param released whether an administrator lifted the rule of the message
     */
    static RuleInForce of(Acceptance acceptance, Optional<Partner> now, boolean released) {
        if (released) {
            return new Current();
        }
        if (acceptance instanceof Acceptance.Unreadable unreadable) {
            return new Withheld(
                    unreadable.partner(), "the rule it was accepted under cannot be read: " + unreadable.reason());
        }
        return acceptance instanceof Acceptance.Bound bound ? of(bound.rule(), now) : new Current();
    }

    private static RuleInForce of(AcceptedRule rule, Optional<Partner> now) {
        if (now.filter(rule::isKeptBy).isPresent()) {
            return new Current();
        }
        if (now.filter(other -> other.isEnforced() && !other.name().equals(rule.partner()))
                .isPresent()) {
            return new Withheld(
                    rule.partner(),
                    "it was accepted under the rule of partner " + rule.partner()
                            + ", and its domain now belongs to partner "
                            + now.get().name() + ", whose rule differs");
        }
        if (rule.tls().isEmpty()) {
            return new Withheld(
                    rule.partner(),
                    "it was accepted under the rule of partner " + rule.partner()
                            + ", whose trust anchors are no longer known");
        }
        TlsPolicy policy = rule.tls().get();
        Optional<TlsPolicy> entry = now.filter(Partner::isEnforced)
                .map(partner -> partner.outbound().tls());
        // An entry of a higher level that allows an older version is the stricter one, once it has the newer version.
        Optional<TlsPolicy> stricter = entry.filter(
                        tls -> PolicyStrength.of(tls).isOfHigherLevelThan(rule.strength()))
                .map(rule.strength()::raise);
        // A weaker entry of the same partner may all the same ask for a newer version.
        return new Recorded(
                rule,
                stricter.orElseGet(() ->
                        entry.map(tls -> PolicyStrength.of(tls).raise(policy)).orElse(policy)));
    }
}
