package dev.postern.partner;

import java.util.List;
import java.util.Optional;

/**
 * An organisation with which TLS is agreed. Immutable.
 *
 * @param name unique; the handle in commands, logs and reports
 */
public record Partner(
        String name,
        Optional<String> description,
        Optional<String> contact,
        List<DomainPattern> domains,
        PartnerMode mode,
        OutboundPolicy outbound,
        InboundPolicy inbound) {

    public Partner {
        domains = List.copyOf(domains);
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("a partner without domain is nobody's partner");
        }
    }

    /** Returns whether that can be a partner's name: lower-case letters, digits and hyphens, so that it can be part of a file name. */
    public static boolean isName(String text) {
        return text.matches("[a-z0-9][a-z0-9-]{0,62}");
    }

    public boolean isEnforced() {
        return mode == PartnerMode.ENFORCE;
    }
}
