package dev.postern.admission;

import dev.postern.admission.CountedNetwork.Scope;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The connections that all clients hold now, in all and by network. Its memory is bounded by the connections themselves.
 * Safe for any thread.
 *
 * <p>Own servers are bounded by the number in all alone. Partners are bounded by address too, not by network: a provider
 * that many partners share has one. Strangers are bounded by everything, and never hold what is reserved.
 */
final class ConnectionSlots {
    private final Map<CountedNetwork, Integer> byNetwork = new HashMap<>();
    private final Map<ClientKind, Integer> byKind = new EnumMap<>(ClientKind.class);

    /** Takes a slot, which {@link #free} must give back; or returns why there is none. */
    synchronized Optional<Denial> take(Client client, ConnectionLimits limits) {
        if (limits.inAll() > 0 && isFull(client.kind(), limits)) {
            return Optional.of(Denial.TOO_MANY_CONNECTIONS);
        }
        for (CountedNetwork network : client.networks()) {
            int limit = limits.limitOf(network.scope());
            if (isBounded(client.kind(), network.scope()) && limit > 0 && byNetwork.getOrDefault(network, 0) >= limit) {
                return Optional.of(
                        network.scope() == Scope.ADDRESS ? Denial.TOO_MANY_FROM_ADDRESS : Denial.TOO_MANY_FROM_NETWORK);
            }
        }
        byKind.merge(client.kind(), 1, Integer::sum);
        client.networks().forEach(network -> byNetwork.merge(network, 1, Integer::sum));
        return Optional.empty();
    }

    /** Gives a slot back. */
    synchronized void free(Client client) {
        byKind.merge(client.kind(), -1, Integer::sum);
        client.networks()
                .forEach(network -> byNetwork.computeIfPresent(network, (key, held) -> held == 1 ? null : held - 1));
    }

    /** Returns how many connections are held. */
    synchronized int held() {
        return heldUpTo(ClientKind.OWN_SERVER);
    }

    /** What later kinds hold does not count against the limit of an earlier one, but counts in all. */
    private boolean isFull(ClientKind kind, ConnectionLimits limits) {
        return heldUpTo(kind) >= limits.limitOf(kind) || heldUpTo(ClientKind.OWN_SERVER) >= limits.inAll();
    }

    private int heldUpTo(ClientKind last) {
        return byKind.entrySet().stream()
                .filter(kind -> kind.getKey().compareTo(last) <= 0)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static boolean isBounded(ClientKind kind, Scope scope) {
        return switch (kind) {
            case STRANGER -> true;
            case PARTNER -> scope == Scope.ADDRESS;
            case OWN_SERVER -> false;
        };
    }
}
