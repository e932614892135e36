package dev.postern.delivery;

import dev.postern.tls.DnsName;

/**
 * Whose servers a message goes to.
 *
 * @param lane whose they are: all of a partner's domains are one, so that a partner whose servers hang cannot hold more
 *     workers by having many of them
 * @param servers what fails as a whole: a partner's next hop, or the MX hosts of one domain
 */
record Destination(String lane, String servers) {

    static Destination of(DnsName domain, Route route) {
        String lane =
                route.partner().map(partner -> "partner " + partner.name()).orElse(domain.ascii());
        return new Destination(
                lane,
                route.policy().nextHop().map(nextHop -> lane + " by " + nextHop).orElse(domain.ascii()));
    }
}
