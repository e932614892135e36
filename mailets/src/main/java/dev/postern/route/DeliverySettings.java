package dev.postern.route;

import dev.postern.address.OutboundAddresses;
import dev.postern.loop.OwnSite;
import dev.postern.tls.CipherSuites;
import java.time.Duration;
import java.util.List;

/**
 * The settings of all deliveries.
 *
 * @param hostname what we call ourselves in EHLO and in notices
 * @param port of an MX host
 * @param retries waits between attempts; the last one repeats; never empty
 * @param warnAfter when the sender is told that mail is delayed
 * @param giveUpAfter when mail is returned, unless the partner's entry says otherwise
 * @param suites what is offered in TLS 1.2 where a rule asks for TLS
 * @param site where the gateway and the servers behind it are: to send there would be a loop
 * @param addresses between which addresses mail goes, unless the route says otherwise
 */
public record DeliverySettings(
        String hostname,
        int port,
        List<Duration> retries,
        Duration warnAfter,
        Duration giveUpAfter,
        CipherSuites suites,
        OwnSite site,
        OutboundAddresses addresses) {
    /** What holds where nothing is written. */
    public static final int STANDARD_PORT = 25;

    public static final List<Duration> STANDARD_RETRIES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1));
    public static final Duration STANDARD_WARN_AFTER = Duration.ofHours(4);
    public static final Duration STANDARD_GIVE_UP_AFTER = Duration.ofDays(2);

    public DeliverySettings {
        retries = List.copyOf(retries);
        if (retries.isEmpty()) {
            throw new IllegalArgumentException("without a wait between attempts a dead host would be hammered");
        }
    }

    /** With modern cipher suites. */
    public DeliverySettings(
            String hostname, int port, List<Duration> retries, Duration warnAfter, Duration giveUpAfter, OwnSite site) {
        this(hostname, port, retries, warnAfter, giveUpAfter, CipherSuites.MODERN, site, OutboundAddresses.UNWRITTEN);
    }

    /** Returns the same between those addresses. */
    public DeliverySettings between(OutboundAddresses others) {
        return new DeliverySettings(hostname, port, retries, warnAfter, giveUpAfter, suites, site, others);
    }

    /** At a site of which nothing is known. */
    public DeliverySettings(
            String hostname, int port, List<Duration> retries, Duration warnAfter, Duration giveUpAfter) {
        this(hostname, port, retries, warnAfter, giveUpAfter, OwnSite.listeningAt());
    }

    /** Under that name, and what holds where nothing is written. */
    public static DeliverySettings standard(String hostname) {
        return new DeliverySettings(
                hostname, STANDARD_PORT, STANDARD_RETRIES, STANDARD_WARN_AFTER, STANDARD_GIVE_UP_AFTER);
    }
}
