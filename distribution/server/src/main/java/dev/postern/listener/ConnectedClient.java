package dev.postern.listener;

import dev.postern.admission.Client;
import dev.postern.visit.Visit;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Optional;

/** The client of a channel that {@link ConnectionLimit} has admitted. Safe for any thread. */
final class ConnectedClient {
    private static final AttributeKey<Client> CLIENT = AttributeKey.valueOf(ConnectedClient.class, "client");
    private static final AttributeKey<Visit> VISIT = AttributeKey.valueOf(ConnectedClient.class, "visit");

    private ConnectedClient() {}

    static void set(Channel channel, Client client, Visit visit) {
        channel.attr(CLIENT).set(client);
        channel.attr(VISIT).set(visit);
    }

    /** The client of a connection that was let in. */
    static Optional<Client> client(Channel channel) {
        return Optional.ofNullable(channel.attr(CLIENT).get());
    }

    /** What the client of a connection that was let in brings. */
    static Optional<Visit> visit(Channel channel) {
        return Optional.ofNullable(channel.attr(VISIT).get());
    }

    /**
     * Counts a failure of that connection, and returns whether it should have a log line of its own. One that was not let in has
     * none: it was counted when it was rejected.
     */
    static boolean isLoggedAlone(Channel channel, String reason) {
        return visit(channel).map(any -> any.fails(reason)).orElse(false);
    }
}
