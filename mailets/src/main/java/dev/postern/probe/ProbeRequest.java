package dev.postern.probe;

import dev.postern.partner.OwnDomainOutbound;
import dev.postern.partner.Partner;
import dev.postern.route.Route;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Optional;

/**
 * Describes what is probed.
 *
 * @param route of mail for that domain that is accepted now
 * @param source where its rule is written
 * @param trial what to say to each server that satisfies the rule; empty: nothing but QUIT
 */
public record ProbeRequest(DnsName domain, Route route, RuleSource source, Optional<TrialTransaction> trial) {

    /** Without naming a message. */
    public ProbeRequest(DnsName domain, Route route, RuleSource source) {
        this(domain, route, source, Optional.empty());
    }

    /** Returns the names that level {@code secure} asks for where the rule names none. */
    List<CertificateMatch> defaultNames() {
        if (route.partner().isPresent()) {
            return route.partner().get().domains().stream()
                    .map(pattern -> new CertificateMatch(pattern.domain(), pattern.allBelow()))
                    .toList();
        }
        List<CertificateMatch> hops = OwnDomainOutbound.namesOf(route.policy().nextHops());
        return hops.isEmpty() ? List.of(new CertificateMatch(domain, false)) : hops;
    }

    /** Returns the domains of the organisation that is probed, as far as they are known. */
    List<DnsName> domains() {
        return route.partner()
                .map(Partner::domains)
                .map(patterns ->
                        patterns.stream().map(pattern -> pattern.domain()).toList())
                .orElseGet(() -> List.of(domain));
    }
}
