package dev.postern.tracking;

import dev.postern.text.Plural;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every {@link TrackingListener} of every {@link TrackingEvent}, before {@link #publish} returns. Safe for any thread. */
@Singleton
public final class MessageTracking {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageTracking.class);

    private final Clock clock;
    private final List<Subscription> subscriptions;

    @Inject
    public MessageTracking(Clock clock, Set<TrackingListener> listeners) {
        this.clock = clock;
        this.subscriptions = listeners.stream().map(Subscription::new).toList();
    }

    /** Returns the time for an event that happens now. */
    public Instant now() {
        return clock.instant();
    }

    /** Never throws what a listener throws. */
    public void publish(TrackingEvent event) {
        subscriptions.forEach(subscription -> subscription.tell(event));
    }

    /** A listener, and how many events in a row it failed at: a listener that fails at each one is logged once. */
    private static final class Subscription {
        private final TrackingListener listener;
        private final AtomicLong failures = new AtomicLong();

        Subscription(TrackingListener listener) {
            this.listener = listener;
        }

        void tell(TrackingEvent event) {
            try {
                listener.on(event);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                if (failures.getAndIncrement() == 0) {
                    LOGGER.error(
                            "Tracking listener {} failed at an event of message {}; mail goes on without it",
                            listener.getClass().getName(),
                            event.message(),
                            e);
                }
                return;
            }
            long missed = failures.get() == 0 ? 0 : failures.getAndSet(0);
            if (missed > 0) {
                LOGGER.warn(
                        "Tracking listener {} recovered; it failed at {}",
                        listener.getClass().getName(),
                        Plural.of(missed, "event"));
            }
        }
    }
}
