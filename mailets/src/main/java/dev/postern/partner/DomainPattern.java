package dev.postern.partner;

import dev.postern.tls.DnsName;
import java.util.Optional;

/**
 * Matches the domains of a partner, or own domains: one domain, or with {@code *.} every domain below it, without
 * itself.
 */
public record DomainPattern(DnsName domain, boolean allBelow) {

    /** Reads {@code contoso.test} or {@code *.contoso.test}; U-labels, case and a trailing dot do not matter. */
    public static Optional<DomainPattern> parse(String text) {
        boolean allBelow = text.startsWith("*.");
        return DnsName.parse(allBelow ? text.substring(2) : text).map(domain -> new DomainPattern(domain, allBelow));
    }

    public boolean matches(DnsName candidate) {
        return allBelow ? candidate.isBelow(domain) : candidate.equals(domain);
    }

    @Override
    public String toString() {
        return allBelow ? "*." + domain : domain.ascii();
    }
}
