package dev.postern.tracking;

/**
 * Receives each {@link TrackingEvent}. Called on the thread that handles the message, by many threads at once: an
 * implementation returns at once, never waits for a disk, a network or a lock that is held while one waits, and is safe
 * for any thread. An exception is logged and affects neither the message nor other listeners.
 */
@FunctionalInterface
public interface TrackingListener {
    void on(TrackingEvent event);
}
