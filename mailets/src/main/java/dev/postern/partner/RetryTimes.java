package dev.postern.partner;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Says how long and how often delivery is retried; empty values default to those of the gateway.
 *
 * @param retries intervals between attempts, at least one; the last one repeats
 * @param warnAfter when the sender is told that mail is delayed
 * @param giveUpAfter when mail is returned to the sender
 */
public record RetryTimes(
        Optional<List<Duration>> retries, Optional<Duration> warnAfter, Optional<Duration> giveUpAfter) {

    public RetryTimes {
        retries = retries.map(List::copyOf);
        if (retries.filter(List::isEmpty).isPresent()) {
            throw new IllegalArgumentException("without a wait between attempts a dead host would be hammered");
        }
    }

    /** As the gateway says. */
    public static RetryTimes ofGateway() {
        return new RetryTimes(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
