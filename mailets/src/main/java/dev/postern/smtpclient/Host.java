package dev.postern.smtpclient;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import dev.postern.partner.NextHop;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Describes one address of one server.
 *
 * @param name as configured or as the MX record says, without trailing dot; it is the SNI name
 * @param origin how the server was found
 * @param implicitTls whether TLS begins at once (RFC 8314 §3)
 * @param source the address of ours that connections leave from; empty: the system chooses
 */
public record Host(
        String name, InetAddress address, int port, Origin origin, boolean implicitTls, Optional<InetAddress> source) {

    /** How a server was found. */
    public enum Origin {
        /** The configuration names it. */
        CONFIGURED,
        /** An MX record of the best preference names it, or it has the domain's own address. */
        BEST_MX,
        /** Another MX record names it. */
        MX
    }

    /** Reached from the address that the system chooses. */
    public Host(String name, InetAddress address, int port, Origin origin, boolean implicitTls) {
        this(name, address, port, origin, implicitTls, Optional.empty());
    }

    /** One that the configuration names. */
    public Host(String name, InetAddress address, int port) {
        this(name, address, port, Origin.CONFIGURED, false);
    }

    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    @Override
    public String toString() {
        return InetAddresses.isInetAddress(name)
                ? new NextHop(name, port).toString()
                : name + "[" + AddressText.of(address) + "]:" + port;
    }
}
