package dev.postern.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What holds for all deliveries.
 *
 * @param hostname what we call ourselves in EHLO and in notices
 * @param port of an MX host
 * @param retries waits between attempts; the last one repeats; never empty
 * @param warnAfter when the sender is told that mail is delayed
 * @param giveUpAfter when mail is returned, unless the partner's entry says otherwise
 */
public record DeliverySettings(
        String hostname, int port, List<Duration> retries, Duration warnAfter, Duration giveUpAfter) {

    public DeliverySettings {
        retries = List.copyOf(retries);
        if (retries.isEmpty()) {
            throw new IllegalArgumentException("without a wait between attempts a dead host would be hammered");
        }
    }

    /**
     * How long to wait after that many attempts (1 or more) before the next.
     *
     * @param agreed the waits of a partner, in the place of the gateway's
     */
    Duration waitAfter(Optional<List<Duration>> agreed, int attempts) {
        List<Duration> waits = agreed.orElse(retries);
        return waits.get(Math.min(attempts, waits.size()) - 1);
    }
}
