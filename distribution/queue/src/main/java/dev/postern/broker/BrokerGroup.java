package dev.postern.broker;

import dev.postern.sasl.Password;
import dev.postern.tls.TrustAnchors;
import java.util.List;
import java.util.Optional;

/**
 * Names the operator's own Artemis brokers: one, or the members of a replicated group.
 *
 * @param sources where all this is configured
 * @param addresses never empty; tried in turn
 * @param tls the trust anchors of their certificates; empty: connections are in clear text
 */
public record BrokerGroup(
        Sources sources, List<BrokerAddress> addresses, String user, Password password, Optional<TrustAnchors> tls) {
    /** Names the settings in the words of a message to the administrator, such as {@code queue.user in gateway.yaml}. */
    public record Sources(String brokers, String user, String password) {}

    public BrokerGroup {
        addresses = List.copyOf(addresses);
    }
}
