package dev.postern.testing.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process or thread does: looks again and again until a deadline. */
public final class Await {
    /** How long a slow and busy machine may take for what takes a moment elsewhere. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration AT_FIRST = Duration.ofSeconds(1);
    /** Later: a look may be a connection, of which a gateway admits 600 a minute, or a whole JVM on a busy machine. */
    private static final Duration LONGER_PAUSE = Duration.ofMillis(200);

    private Await() {}

    /**
     * The value as soon as there is one.
     *
     * @param what is awaited, for the failure message
     * @throws AssertionError when the time is over
     */
    public static <T> T value(String what, Duration atMost, Supplier<Optional<T>> look) {
        return value(what, atMost, look, () -> "");
    }

    /**
     * As {@link #value(String, Duration, Supplier)}.
     *
     * @param evidence what explains a failure, such as the end of a log
     */
    public static <T> T value(String what, Duration atMost, Supplier<Optional<T>> look, Supplier<String> evidence) {
        long begin = System.nanoTime();
        long deadline = begin + atMost.toNanos();
        while (true) {
            boolean last = System.nanoTime() >= deadline;
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (last) {
                throw new AssertionError("not within " + atMost.toMillis() + " ms: " + what + evidence.get());
            }
            boolean soon = System.nanoTime() - begin < AT_FIRST.toNanos();
            LockSupport.parkNanos((soon ? PAUSE : LONGER_PAUSE).toNanos());
        }
    }

    /** Returns as soon as it is true. */
    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        value(what, atMost, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }
}
