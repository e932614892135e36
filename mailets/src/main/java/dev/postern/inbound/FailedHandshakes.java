package dev.postern.inbound;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.postern.address.AddressText;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * Remembers recently failed TLS handshakes of clients. A client whose handshake failed often returns at once in clear
 * text, and a log line that only says that STARTTLS was not used would mislead. Used for the log only; no decision
 * depends on it. Bounded, and safe for any thread.
 */
@Singleton
public final class FailedHandshakes {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    private record Failure(Instant when, String reason) {}

    private final Clock clock;
    private final Cache<InetAddress, Failure> failures =
            CacheBuilder.newBuilder().maximumSize(MOST).build();

    @Inject
    public FailedHandshakes(Clock clock) {
        this.clock = clock;
    }

    /** Remembers that a handshake of that client failed now. */
    public void add(InetAddress client, String reason) {
        failures.put(client, new Failure(clock.instant(), reason));
    }

    /** A handshake of that client succeeded: an earlier failure explains nothing any more. */
    public void forget(InetAddress client) {
        failures.invalidate(client);
    }

    /** Returns how long ago the last handshake of that client failed, and why, in words. */
    public Optional<String> of(InetAddress client) {
        Instant now = clock.instant();
        return Optional.ofNullable(failures.getIfPresent(client))
                .filter(failure -> now.isBefore(failure.when().plus(REMEMBERED)))
                .map(failure -> "a TLS handshake from " + AddressText.of(client) + " failed "
                        + Math.max(0, Duration.between(failure.when(), now).toSeconds()) + " s before: "
                        + failure.reason());
    }
}
