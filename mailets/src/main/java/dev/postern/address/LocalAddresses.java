package dev.postern.address;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;

/** The addresses of this machine, as its kernel has them at the moment. */
public final class LocalAddresses {
    private LocalAddresses() {}

    /** Returns whether a connection can leave from that address: 127.0.0.2 is assigned to no interface, and can be used. */
    public static boolean contain(InetAddress address) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, 0), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the addresses of that one's family that are assigned to interfaces, without loopback and link-local ones. */
    public static List<InetAddress> ofSameFamily(InetAddress address) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(ours -> ours.getClass() == address.getClass())
                    .filter(ours -> !ours.isLoopbackAddress() && !ours.isLinkLocalAddress())
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
