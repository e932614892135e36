package dev.postern.verification;

import java.time.Duration;

/**
 * Says how long a next hop's answers about recipients are cached.
 *
 * @param known a recipient that exists
 * @param refresh after which a known recipient is asked after again
 * @param unknown a recipient that does not exist
 * @param pause that the next hop did not say
 * @param nobody whether the next hop accepts what cannot exist
 * @param patience how long a client waits for an answer
 */
public record VerificationTimes(
        Duration known, Duration refresh, Duration unknown, Duration pause, Duration nobody, Duration patience) {
    public static final VerificationTimes STANDARD = new VerificationTimes(
            Duration.ofDays(7),
            Duration.ofHours(2),
            Duration.ofMinutes(15),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Duration.ofSeconds(30));
}
