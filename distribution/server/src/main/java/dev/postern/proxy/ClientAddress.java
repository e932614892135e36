package dev.postern.proxy;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The address of a connection's client: what the proxy said, or the other end of the socket.
 *
 * @param unknown whether a proxy connected on its own behalf or could not say for whom: then the address is the proxy's
 */
public record ClientAddress(InetSocketAddress address, boolean unknown) {
    private static final AttributeKey<ClientAddress> KEY = AttributeKey.valueOf(ClientAddress.class, "client");

    /** Returns the client of that connection; empty if the connection is gone. */
    public static Optional<ClientAddress> of(Channel channel) {
        return Optional.ofNullable(channel.attr(KEY).get())
                .or(() -> channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                        ? Optional.of(new ClientAddress(remote, false))
                        : Optional.empty());
    }

    void writeTo(Channel channel) {
        channel.attr(KEY).set(this);
    }
}
