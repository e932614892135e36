package dev.postern.revalidation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of one round of probes of a partner: a line of its history.
 *
 * @param time when the round began
 * @param mode the partner's, then
 * @param skipped why nothing was probed; empty if something was
 */
public record ProbeRecord(Instant time, String mode, Optional<String> skipped, List<DomainRecord> domains) {
    public ProbeRecord {
        domains = List.copyOf(domains);
    }
}
