package dev.postern.tracking;

import dev.postern.attempt.Evidence;
import dev.postern.tls.TlsPolicy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects tracking events, and writes them to the decision log too. */
public final class TrackingFixture {
    private final List<TrackingEvent> events = new CopyOnWriteArrayList<>();
    private final MessageTracking tracking;

    public TrackingFixture(Clock clock) {
        tracking = new MessageTracking(clock, Set.of(new DecisionLog(), events::add));
    }

    /** Writes to the decision log only, by the clock of the system. */
    public static MessageTracking log() {
        return new MessageTracking(Clock.systemUTC(), Set.of(new DecisionLog()));
    }

    public MessageTracking tracking() {
        return tracking;
    }

    public List<TrackingEvent> events() {
        return List.copyOf(events);
    }

    public <E extends TrackingEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns what a decision line says of a connection, by key. */
    public static Map<String, String> words(
            TlsPolicy policy, Evidence evidence, Optional<String> matched, Optional<String> reply) {
        var rule = new AppliedRule(Optional.empty(), List.of(policy));
        return ConnectionText.of(rule, evidence.tracked(rule.level(), matched), reply);
    }
}
