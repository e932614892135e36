package dev.postern.pressure;

import dev.postern.admission.Client;
import dev.postern.intake.Intake;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether new mail is accepted, by the latest check of the storage. Nothing is looked at when a client asks. A
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
    /** Bytes that are reserved for messages that are being received. */
    private final AtomicLong underWay = new AtomicLong();

    private volatile State state;
    private volatile Runnable listener = () -> {};

    private record State(Instant at, long free, Map<Scope, String> refusals, Map<Scope, Instant> since) {}

    /**
     * Looks once, so that the answer is known from the start.
     *
     * @param storage looks; may take its time, and whatever it throws is a failure of the storage
     */
    public BackPressure(StorageLimits limits, Supplier<StorageReading> storage, Clock clock) {
        this.limits = limits;
        this.storage = storage;
        this.clock = clock;
        this.state = new State(clock.instant(), 0, Map.of(), Map.of());
        look();
    }

    /** Looks each second from now on. */
    public void start() {
        var unused = looks.scheduleWithFixedDelay(
                new RecurringTask("Watching the storage", this::look),
                BETWEEN_LOOKS.toMillis(),
                BETWEEN_LOOKS.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Sets the listener that each check calls when it changes {@link #refusal}; the call may take a few seconds. */
    public void onChange(Runnable called) {
        listener = called;
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return isOpen(Scope.EVERYBODY)
                && (bytes == 0 || limits.hasRoomFor(underWay.get() + bytes, state.free(), false));
    }

    @Override
    public boolean reserve(Client client, long bytes) {
        long before;
        do {
            before = underWay.get();
            if (!limits.hasRoomFor(before + bytes, state.free(), client == Client.STRANGER)) {
                return false;
            }
        } while (!underWay.compareAndSet(before, before + bytes));
        return true;
    }

    @Override
    public void release(long bytes) {
        underWay.addAndGet(-bytes);
    }

    @Override
    public boolean hasRoomFrom(Client client) {
        return isOpen(Scope.EVERYBODY)
                && switch (client) {
                    case OWN_SERVER -> true; // its recipients decide
                    case PARTNER -> isOpen(Scope.TO_OWN_DOMAINS);
                    case STRANGER -> isOpen(Scope.TO_OWN_DOMAINS) && isOpen(Scope.STRANGERS);
                };
    }

    @Override
    public boolean hasRoomTo(Recipients recipients) {
        return isOpen(
                switch (recipients) {
                    case PARTNERS -> Scope.TO_PARTNERS;
                    case OWN_DOMAINS -> Scope.TO_OWN_DOMAINS;
                    case EVERYONE_ELSE -> Scope.TO_EVERYONE_ELSE;
                });
    }

    private boolean isOpen(Scope scope) {
        return scope == Scope.EVERYBODY
                ? refusalOfEverybody().isEmpty()
                : !state.refusals().containsKey(scope);
    }

    private Optional<String> refusalOfEverybody() {
        State now = state;
        Optional<String> refusal = Optional.ofNullable(now.refusals().get(Scope.EVERYBODY));
        return refusal.isEmpty() && clock.instant().isAfter(now.at().plus(STALE))
                ? Optional.of("the storage has not responded since " + now.at())
                : refusal;
    }

    /** Returns why no new mail is accepted for our own domains, from whomever; empty if it is. */
    public Optional<String> refusal() {
        return refusalOfEverybody()
                .or(() -> Optional.ofNullable(state.refusals().get(Scope.TO_OWN_DOMAINS)));
    }

    synchronized void look() {
        State before = state;
        StorageReading reading = read();
        if (looks.isShutdown()) {
            return; // a look that the stop broke off says nothing of the storage
        }
        Map<Scope, String> refusals = limits.refusals(reading, before.refusals().keySet());
        Instant now = clock.instant();
        Map<Scope, Instant> since = new EnumMap<>(Scope.class);
        refusals.keySet().forEach(scope -> since.put(scope, before.since().getOrDefault(scope, now)));
        boolean wasRefusing = refusal().isPresent();
        // A look that failed does not say how much is free.
        long free = reading.failure().isPresent() ? before.free() : reading.free();
        state = new State(now, free, Map.copyOf(refusals), Map.copyOf(since));
        Set<Scope> told = told(before.refusals());
        Set<Scope> toTell = told(refusals);
        for (Scope scope : Scope.values()) {
            boolean begins = toTell.contains(scope) && !told.contains(scope);
            boolean ends = told.contains(scope) && !refusals.containsKey(scope);
            if (begins || ends) {
                write(
                        scope,
                        Optional.ofNullable(refusals.get(scope)),
                        before.since().getOrDefault(scope, now),
                        reading);
            }
        }
        if (refusals.containsKey(Scope.EVERYBODY) != before.refusals().containsKey(Scope.EVERYBODY)
                || refusal().isPresent() != wasRefusing) {
            tell();
        }
    }

    /** Returns the scopes that have a line of their own in the log: while everybody is deferred, only that one. */
    private static Set<Scope> told(Map<Scope, String> refusals) {
        return refusals.containsKey(Scope.EVERYBODY) ? Set.of(Scope.EVERYBODY) : refusals.keySet();
    }

    private void write(Scope scope, Optional<String> refusal, Instant since, StorageReading reading) {
        if (refusal.isPresent() && scope == Scope.EVERYBODY) {
            LOGGER.error(
                    "Deferring all new mail with 452 4.3.1: {}. Delivery of queued mail continues; new mail is accepted"
                            + " again as soon as there is room",
                    refusal.get());
        } else if (refusal.isPresent()) {
            LOGGER.warn("Deferring {} with 452 4.3.1: {}", scope.words(), refusal.get());
        } else {
            Duration time = Duration.between(since, clock.instant());
            LOGGER.warn(
                    "{}, after {} s: free={} queued={}",
                    scope == Scope.EVERYBODY ? "Accepting new mail again" : "Accepting " + scope.words() + " again",
                    time.toSeconds(),
                    reading.free(),
                    reading.messages());
        }
    }

    private void tell() {
        try {
            listener.run();
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) { // the looks must go on
            LOGGER.warn("Could not report a change of the back pressure to systemd", e);
        }
    }

    private StorageReading read() {
        try {
            return storage.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) { // the looks must go on
            LOGGER.debug("Could not check the storage", e);
            return StorageReading.failed("could not check the storage: " + e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
