package dev.postern.broker;

import dev.postern.partner.NextHop;
import java.util.Optional;

/**
 * Names the address at which a broker accepts connections of Artemis's core protocol.
 *
 * @param host a host name, or an IP address literal without brackets
 * @param tls whether the address itself asks for TLS
 */
public record BrokerAddress(String host, int port, boolean tls) {
    private static final String CLEAR = "tcp://";
    private static final String ENCRYPTED = "tls://";

    /** Reads {@code tcp://mq1.example.org:61616} or {@code tls://mq1.example.org:61616}, and nothing longer. */
    public static Optional<BrokerAddress> parse(String text) {
        boolean tls = text.startsWith(ENCRYPTED);
        return tls || text.startsWith(CLEAR)
                ? NextHop.parse(text.substring(CLEAR.length()))
                        .map(server -> new BrokerAddress(server.host(), server.port(), tls))
                : Optional.empty();
    }

    /** Returns the address as it is written, without its scheme. */
    @Override
    public String toString() {
        return new NextHop(host, port).toString();
    }
}
