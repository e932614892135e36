package dev.postern.pressure;

import dev.postern.smtp.Intake;
import dev.postern.thread.DaemonThreads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether new mail is taken, by what a look at the storage found a moment ago. Nothing is looked at when a client asks. A
 * look that does not come back is a failure of the storage. Each change is logged once, with its reason. Mail that was
 * taken goes on: it makes room. Safe for any thread.
 */
public final class BackPressure implements Intake, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(BackPressure.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    static final Duration STALE = Duration.ofSeconds(15);

    private final StorageLimits limits;
    private final Supplier<StorageReading> storage;
    private final Clock clock;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("back-pressure"));
    private volatile State state;
    private volatile Runnable listener = () -> {};

    private record State(Instant at, long free, Optional<String> refusal, Instant since) {}

    /**
     * Looks once, so that the answer is known from the start.
     *
     * @param storage looks; may take its time, and whatever it throws is a failure of the storage
     */
    public BackPressure(StorageLimits limits, Supplier<StorageReading> storage, Clock clock) {
        this.limits = limits;
        this.storage = storage;
        this.clock = clock;
        this.state = new State(clock.instant(), 0, Optional.empty(), clock.instant());
        look();
    }

    /** Looks each second from now on. */
    public void start() {
        var unused = looks.scheduleWithFixedDelay(
                this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Who is called after each change of {@link #refusal} that a look finds, within that look; may take a few seconds. */
    public void onChange(Runnable called) {
        listener = called;
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return refusal().isEmpty() && (bytes == 0 || limits.hasRoomFor(bytes, state.free()));
    }

    /** Why no new mail is taken; empty if it is. */
    public Optional<String> refusal() {
        State now = state;
        return now.refusal().isEmpty() && clock.instant().isAfter(now.at().plus(STALE))
                ? Optional.of("the storage has not answered since " + now.at())
                : now.refusal();
    }

    synchronized void look() {
        State before = state;
        StorageReading reading = read();
        if (looks.isShutdown()) {
            return; // a look that the stop broke off says nothing of the storage
        }
        Optional<String> refusal = limits.refusal(reading, before.refusal().isPresent());
        Instant now = clock.instant();
        boolean changed = refusal.isPresent() != before.refusal().isPresent();
        state = new State(now, reading.free(), refusal, changed ? now : before.since());
        if (changed) {
            refusal.ifPresentOrElse(
                    reason -> LOGGER.error(
                            "No new mail is taken, clients are told 452 4.3.1: {}. What waits is still delivered; new"
                                    + " mail is taken again by itself once this is over",
                            reason),
                    () -> LOGGER.warn(
                            "New mail is taken again, after {} s: {} bytes are free, {} messages wait",
                            Duration.between(before.since(), now).toSeconds(),
                            reading.free(),
                            reading.messages()));
            tell();
        }
    }

    private void tell() {
        try {
            listener.run();
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) { // the looks must go on
            LOGGER.warn("a change of the back pressure was not passed on", e);
        }
    }

    private StorageReading read() {
        try {
            return storage.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) { // the looks must go on
            LOGGER.debug("a look at the storage failed", e);
            return StorageReading.failed("the storage cannot be looked at: " + e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
