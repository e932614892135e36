package dev.postern.partner;

import dev.postern.tls.CertificateMatch;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.util.List;
import java.util.Optional;

/**
 * Says how mail is delivered to own domains, each of which may have its own next hops.
 *
 * @param policy with the next hops of domains that have none of their own, if there are any
 * @param matchesNextHops whether level {@code secure} asks for the name of the next hop, whichever it is
 */
public record OwnDomainOutbound(OutboundPolicy policy, boolean matchesNextHops) {
    /** Stands for the names of next hops that are not known yet; no certificate has it (RFC 2606 §2). */
    public static final List<CertificateMatch> NO_NAME_YET =
            List.of(new CertificateMatch(new DnsName("invalid"), false));

    /** Returns the policy with these next hops; empty: its level needs a name, and each of them is an address. */
    public Optional<OutboundPolicy> to(List<NextHop> nextHops) {
        TlsPolicy tls = policy.tls();
        if (matchesNextHops && !tls.names().isEmpty()) {
            List<CertificateMatch> names = namesOf(nextHops);
            return names.isEmpty() ? Optional.empty() : Optional.of(with(tls.withNames(names), nextHops));
        }
        return Optional.of(with(tls, nextHops));
    }

    private OutboundPolicy with(TlsPolicy tls, List<NextHop> nextHops) {
        return new OutboundPolicy(
                tls,
                policy.clientCertificate(),
                nextHops.stream().findFirst(),
                new Submission(
                        nextHops.stream().skip(1).toList(),
                        policy.submission().implicitTls(),
                        policy.submission().credentials()),
                policy.onFailure(),
                policy.times(),
                policy.ignored(),
                policy.addresses(),
                policy.limits());
    }

    /**
     * Returns the names that their certificates must carry, as the operator named these servers; addresses have none.
     */
    public static List<CertificateMatch> namesOf(List<NextHop> nextHops) {
        return nextHops.stream()
                .flatMap(nextHop -> nextHop.name().stream())
                .map(name -> new CertificateMatch(name, false))
                .distinct()
                .toList();
    }
}
