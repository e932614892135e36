package dev.postern.smtpclient;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers hosts that do not serve a second message over one connection, so that each message gets a connection of its own
 * for a while. Bounded; safe for any thread.
 */
final class SingleUseHosts {
    /** Longer than most retries are apart, so that a deferred message is retried over a connection of its own. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int MOST = 1024;

    private final Clock clock;
    private final Map<Host, Instant> until = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Host, Instant> eldest) {
            return size() > MOST;
        }
    };

    SingleUseHosts(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(Host host) {
        until.put(host, clock.instant().plus(REMEMBERED));
    }

    synchronized boolean contains(Host host) {
        Instant end = until.get(host);
        if (end == null) {
            return false;
        }
        if (clock.instant().isBefore(end)) {
            return true;
        }
        until.remove(host);
        return false;
    }
}
