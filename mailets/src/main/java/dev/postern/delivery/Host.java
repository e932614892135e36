package dev.postern.delivery;

import com.google.common.net.InetAddresses;
import dev.postern.partner.NextHop;
import java.net.InetAddress;

/**
 * One address of one server.
 *
 * @param name as configured or as the MX record says, without trailing dot; it is the SNI name
 */
record Host(String name, InetAddress address, int port) {
    @Override
    public String toString() {
        return InetAddresses.isInetAddress(name)
                ? new NextHop(name, port).toString()
                : name + "[" + address.getHostAddress() + "]:" + port;
    }
}
