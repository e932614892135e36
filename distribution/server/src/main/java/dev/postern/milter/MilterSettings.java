package dev.postern.milter;

import java.time.Duration;
import java.util.List;

/**
 * Says which filters judge which mail.
 *
 * @param milters asked in this order, each shown what those before it changed; never empty
 * @param onFailure what becomes of a message that could not be judged
 * @param connectTimeout for one connection
 * @param timeout for all filters together, of one message, from when it is their turn
 * @param maxConnections how many messages are judged at once
 * @param relayNetworks whether mail of own servers is judged as well
 */
public record MilterSettings(
        List<MilterAddress> milters,
        OnFailure onFailure,
        Duration connectTimeout,
        Duration timeout,
        int maxConnections,
        boolean relayNetworks) {

    /** As Postfix's {@code milter_default_action}. */
    public enum OnFailure {
        TEMPFAIL,
        ACCEPT;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public MilterSettings {
        milters = List.copyOf(milters);
    }
}
