package dev.postern.listener;

import com.google.common.collect.ConcurrentHashMultiset;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections all listeners of a gateway have, in all and from one client. A client is an IPv4 address or an IPv6
 * /64, which is what one host gets (RFC 6177). Safe for any thread.
 */
final class ConnectionCount {
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentHashMultiset<String> clients = ConcurrentHashMultiset.create();

    /** What a connection found when it was counted, itself included. */
    record Counted(int inAll, int ofClient) {}

    Counted add(InetAddress address) {
        return new Counted(connections.incrementAndGet(), clients.add(client(address), 1) + 1);
    }

    void remove(InetAddress address) {
        connections.decrementAndGet();
        clients.remove(client(address), 1);
    }

    private static String client(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8))
                : address.getHostAddress();
    }
}
