package dev.postern.partner;

/**
 * The server that a message goes to next.
 *
 * @param host a host name in canonical form, or an IP address literal without brackets
 * @param port 1 to 65535
 */
public record NextHop(String host, int port) {
    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
