package dev.postern.gateway;

import dev.postern.config.YamlMapping;
import dev.postern.partnersfile.PolicyForms;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Collects the addresses on which this gateway listens, and rejects duplicates. */
final class Listeners {
    private final Map<InetSocketAddress, String> taken = new LinkedHashMap<>();

    /**
     * Returns the address of that key; adds a problem if it collides with an earlier one.
     *
     * @param otherwise what holds if the key is absent; empty: nothing is opened
     */
    Optional<InetSocketAddress> bind(YamlMapping block, String key, Optional<InetSocketAddress> otherwise) {
        Optional<InetSocketAddress> written = block.value(key, PolicyForms.ADDRESS_AND_PORT);
        Optional<InetSocketAddress> address = block.has(key) ? written : otherwise;
        address.ifPresent(bind -> take(block, key, bind));
        return address;
    }

    private void take(YamlMapping block, String key, InetSocketAddress bind) {
        taken.entrySet().stream()
                .filter(other -> collide(other.getKey(), bind))
                .findFirst()
                .ifPresent(other -> block.problem(
                        key,
                        "port " + bind.getPort() + " is already used by " + other.getValue() + ".",
                        "Give each listener a port of its own."));
        taken.put(bind, block.path(key));
    }

    private static boolean collide(InetSocketAddress one, InetSocketAddress other) {
        return one.getPort() == other.getPort()
                && (one.getAddress().equals(other.getAddress())
                        || one.getAddress().isAnyLocalAddress()
                        || other.getAddress().isAnyLocalAddress());
    }
}
