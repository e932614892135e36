package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A page of the partners in force, by name.
 *
 * @param next the cursor of the next page; empty: this is the last one
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PartnerListing(List<Entry> entries, Optional<String> next) {
    /**
     * One partner.
     *
     * @param mode {@code enforce} or {@code monitor}
     * @param outbound the TLS security level of mail to it
     */
    public record Entry(String name, String mode, String outbound, List<String> domains) {}
}
