package dev.postern.delivery;

import java.net.InetAddress;

/**
 * One address of one server.
 *
 * @param name as configured or as the MX record says, without trailing dot; it is the SNI name
 */
record Host(String name, InetAddress address, int port) {
    @Override
    public String toString() {
        return name + "[" + address.getHostAddress() + "]:" + port;
    }
}
