package dev.postern.admission;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts what each network did within the current unit of time. The unit begins with the network's first event, as in
 * Postfix's anvil. Safe for any thread.
 *
 * <p>The table has a bound: the network that was counted least recently makes room for a new one. A client that comes from
 * more networks than fit gains nothing but to be counted anew, and each of its networks has done little by then; the
 * connections in all bound it.
 */
final class ClientRates {
    /** Some 15 MB. */
    static final int MOST_NETWORKS = 50_000;

    private final RateLimits limits;
    private final LongSupplier nanoTime;
    private final Map<CountedNetwork, Window> windows;

    private static final class Window {
        private long begin;
        private final Map<ClientEvent, Integer> counts = new EnumMap<>(ClientEvent.class);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    ClientRates(RateLimits limits, LongSupplier nanoTime, int mostNetworks) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.windows = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<CountedNetwork, Window> eldest) {
                return size() > mostNetworks;
            }
        };
    }

    /**
     * Counts an event, or returns false if one of the client's networks has had as many as it may. An event that is not
     * allowed is not counted: it uses up nothing of what its neighbours may do.
     */
    synchronized boolean allows(Client client, ClientEvent event) {
        long now = nanoTime.getAsLong();
        for (CountedNetwork network : client.networks()) {
            long limit = limits.limitOf(event, client.kind(), network.scope());
            if (limit > 0 && window(network, now).counts.getOrDefault(event, 0) >= limit) {
                return false;
            }
        }
        for (CountedNetwork network : client.networks()) {
            if (limits.limitOf(event, client.kind(), network.scope()) > 0) {
                window(network, now).counts.merge(event, 1, Integer::sum);
            }
        }
        return true;
    }

    synchronized int networks() {
        return windows.size();
    }

    private Window window(CountedNetwork network, long now) {
        Window window = windows.computeIfAbsent(network, added -> begin(new Window(), now));
        return now - window.begin >= limits.timeUnit().toNanos() ? begin(window, now) : window;
    }

    private static Window begin(Window window, long now) {
        window.begin = now;
        window.counts.clear();
        return window;
    }
}
