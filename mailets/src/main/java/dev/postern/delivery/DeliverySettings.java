package dev.postern.delivery;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What holds for all deliveries.
 *
 * @param hostname what we call ourselves in EHLO and in notices
 * @param port of an MX host
 * @param retries waits between attempts; the last one repeats; never empty
 * @param warnAfter when the sender is told that mail is delayed
 * @param giveUpAfter when mail is returned, unless the partner's entry says otherwise
 * @param listeners where we take mail ourselves: to send there would be a loop
 */
public record DeliverySettings(
        String hostname,
        int port,
        List<Duration> retries,
        Duration warnAfter,
        Duration giveUpAfter,
        List<InetSocketAddress> listeners) {

    public DeliverySettings {
        retries = List.copyOf(retries);
        listeners = List.copyOf(listeners);
        if (retries.isEmpty()) {
            throw new IllegalArgumentException("without a wait between attempts a dead host would be hammered");
        }
    }

    /** Without listeners of our own. */
    public DeliverySettings(
            String hostname, int port, List<Duration> retries, Duration warnAfter, Duration giveUpAfter) {
        this(hostname, port, retries, warnAfter, giveUpAfter, List.of());
    }
}
