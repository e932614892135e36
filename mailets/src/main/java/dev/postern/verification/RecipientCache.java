package dev.postern.verification;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers recipients and since when; of too many, those that were asked after last. Safe for any thread. */
final class RecipientCache {
    /** RFC 5321 §4.5.3.1.1 and §4.5.3.1.2: no longer address exists, and a longer one shall not take the room of many. */
    private static final int LONGEST = 64 + "@".length() + 255;

    private final Map<String, Instant> since;

    RecipientCache(int most) {
        since = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                return size() > most;
            }
        };
    }

    synchronized void put(String recipient, Instant now) {
        if (recipient.length() <= LONGEST) {
            since.put(recipient, now);
        }
    }

    synchronized void remove(String recipient) {
        since.remove(recipient);
    }

    /** Returns since when that recipient is remembered, if not since before that time. */
    synchronized Optional<Instant> since(String recipient, Instant earliest) {
        return Optional.ofNullable(since.get(recipient)).filter(begun -> begun.isAfter(earliest));
    }

    synchronized int size() {
        return since.size();
    }
}
