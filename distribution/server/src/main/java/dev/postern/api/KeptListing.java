package dev.postern.api;

import java.util.List;

/** The queued mail that keeps the rule it was accepted under, since the partners file no longer has one as strict. */
public record KeptListing(List<Entry> entries) {
    /**
     * Some of that mail.
     *
     * @param partner for whom it was accepted
     * @param domain of its recipients
     * @param rule the rule in words
     * @param released what would hold if the rule was lifted, in words
     */
    public record Entry(String partner, String domain, long messages, String rule, String released) {}
}
