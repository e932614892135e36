package dev.postern.server;

import dev.postern.broker.Broker;
import dev.postern.broker.BrokerFailure;
import dev.postern.broker.BrokerGroup;
import dev.postern.broker.EmbeddedBroker;
import dev.postern.broker.ExternalBrokers;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Opens the broker that keeps the queues: the operator's own, or the one in the data directory. */
public final class GatewayBroker {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private GatewayBroker() {}

    /**
     * Opens it.
     *
     * @throws StartFailure if there is none to talk to, or its files cannot be opened
     */
    public static Broker open(Optional<BrokerGroup> external, DataDirectory data, Clock clock) throws StartFailure {
        try {
            return external.isPresent()
                    ? ExternalBrokers.connect(external.get(), data.temporary(), PATIENCE)
                    : EmbeddedBroker.start(data.queue(), clock);
        } catch (BrokerFailure e) {
            int status = external.isPresent() ? ExitStatus.UNAVAILABLE : ExitStatus.IO_ERROR;
            throw new StartFailure(status, String.valueOf(e.getMessage()), e);
        }
    }
}
