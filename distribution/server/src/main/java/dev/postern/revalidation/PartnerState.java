package dev.postern.revalidation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a partner, and what of it the postmaster was told. One file, written whole.
 *
 * @param probed when it was probed last
 * @param skipped why it was not, if it could not be
 * @param domains by name
 * @param stages by fingerprint of a certificate: the last stage of its expiry that was told
 * @param told when a change was told that servers may undo and make again
 * @param pending what is to be told
 */
public record PartnerState(
        Optional<Instant> probed,
        Optional<String> skipped,
        Map<String, DomainState> domains,
        Map<String, Integer> stages,
        Map<String, Instant> told,
        List<PartnerNotice> pending) {
    static final PartnerState NEW =
            new PartnerState(Optional.empty(), Optional.empty(), Map.of(), Map.of(), Map.of(), List.of());

    public PartnerState {
        domains = Map.copyOf(domains);
        stages = Map.copyOf(stages);
        told = Map.copyOf(told);
        pending = List.copyOf(pending);
    }

    /** Returns the same, with these notices to be told. */
    PartnerState withPending(List<PartnerNotice> notices) {
        return new PartnerState(probed, skipped, domains, stages, told, notices);
    }
}
