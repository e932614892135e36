package dev.postern.delivery;

import dev.postern.tls.DnsName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

/** Tells whether a server is this gateway itself. Safe for any thread. */
final class OwnAddresses {
    private final Optional<DnsName> name;
    private final List<InetSocketAddress> listeners;

    OwnAddresses(DeliverySettings settings) {
        this.name = DnsName.parse(settings.hostname());
        this.listeners = settings.listeners();
    }

    boolean isOurName(String host) {
        return name.isPresent() && name.equals(DnsName.parse(host));
    }

    /** Whether we listen there: on that very address, or on all of this machine's. */
    boolean isOurs(InetAddress address, int port) {
        return listeners.stream()
                .filter(listener -> listener.getPort() == port)
                .map(InetSocketAddress::getAddress)
                .anyMatch(listener -> listener.equals(address) || (listener.isAnyLocalAddress() && isLocal(address)));
    }

    private static boolean isLocal(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
