package dev.postern.milter;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * The address of a filter.
 *
 * @param host a name or an address, looked up at each connection
 */
public record MilterAddress(String host, int port) {

    /** Reads {@code host:port}, {@code [IPv6]:port}, or Postfix's {@code inet:host:port}. */
    public static Optional<MilterAddress> parse(String text) {
        try {
            HostAndPort parsed = HostAndPort.fromString(text.startsWith("inet:") ? text.substring(5) : text);
            return parsed.hasPort()
                            && parsed.getPort() > 0
                            && parsed.getHost().matches("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
                    ? Optional.of(new MilterAddress(parsed.getHost(), parsed.getPort()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Socket connect(Duration timeout) throws IOException {
        if (timeout.toMillis() <= 0) {
            throw new SocketTimeoutException("no time is left");
        }
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), (int)
                    Math.min(timeout.toMillis(), Integer.MAX_VALUE));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return HostAndPort.fromParts(host, port).toString();
    }
}
