package dev.postern.broker;

import dev.postern.journal.Inventory;
import dev.postern.journal.JournalRescue;
import dev.postern.storage.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the broker inside the gateway. Nothing but this process reaches it: it listens on no network, and so asks for
 * no password. A fault of the disk stops it, never the process; callers then get exceptions, and {@link #restart()}
 * brings it back. Safe for any thread.
 */
public final class EmbeddedBroker implements Broker {
    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedBroker.class);
    // Names a broker within this process, where tests start several.
    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = IDS.incrementAndGet();
    private final BrokerSettings settings;
    private final Clock clock;
    private volatile Optional<String> diskFault = Optional.empty();
    private Optional<ActiveMQServer> server = Optional.empty();
    private Optional<ServerLocator> locator = Optional.empty();
    private Optional<ClientSessionFactory> connection = Optional.empty();

    private EmbeddedBroker(BrokerSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts a broker on what is in that directory, which is made if it is not there. What is damaged in it is set aside
     * before, here and at each restart.
     *
     * @throws BrokerFailure if the directory cannot be used or what it holds cannot be read, with what to do
     */
    public static EmbeddedBroker start(Path directory, Clock clock) throws BrokerFailure {
        try {
            OwnerOnly.createDirectories(directory);
            var broker = new EmbeddedBroker(BrokerSettings.of(directory), clock);
            broker.startServer();
            return broker;
        } catch (IOException e) {
            throw new BrokerFailure("Could not use the queue directory " + directory + ": " + e.getMessage(), e);
        }
    }

    private synchronized void startServer() throws BrokerFailure {
        try {
            new JournalRescue(settings.directory(), clock).run();
        } catch (IOException e) {
            throw new BrokerFailure("Could not open the queue: " + e.getMessage(), e);
        }
        var started = new ActiveMQServerImpl(settings.configuration(id));
        started.registerIOCriticalErrorListener((cause, message, file) -> {
            diskFault = Optional.of(message + " (" + file + ")");
            LOGGER.error("Queue journal failed, deferring new mail until it recovers: {} ({})", message, file);
        });
        started.registerBrokerPlugin(new LargeMessageIntegrityPlugin(() -> diskFault));
        started.registerActivationFailureListener(e -> diskFault = Optional.of(String.valueOf(e.getMessage())));
        try {
            started.start();
        } catch (Exception e) { // the broker declares no less
            stop(started);
            throw failure(String.valueOf(e.getMessage()), e);
        }
        if (!started.isActive()) {
            stop(started);
            throw failure(diskFault.orElse("the broker gave no reason"), new IllegalStateException("not active"));
        }
        server = Optional.of(started);
        LOGGER.info("{}", settings);
    }

    private BrokerFailure failure(String why, Exception cause) {
        return new BrokerFailure(
                "Queue broker failed to start on " + settings.directory() + ": " + why
                        + ". No damage was found, and nothing was removed. Check that the gateway can read and write the"
                        + " directory and everything in it and that the disk has room, then start again. If the broker"
                        + " still fails to start, rename the directory and start again: the gateway accepts new mail, and"
                        + " the queued messages stay in the renamed directory; see \"A queue that does not open\" in"
                        + " docs/operations/queue.md.",
                cause);
    }

    @Override
    public synchronized ClientSession open(boolean transacted) throws ActiveMQException {
        return connection().createSession(!transacted, !transacted, 0).start();
    }

    private ClientSessionFactory connection() throws ActiveMQException {
        if (connection.filter(open -> !open.isClosed()).isEmpty()) {
            disconnect();
            locator = Optional.of(ActiveMQClient.createServerLocatorWithoutHA(new TransportConfiguration(
                            InVMConnectorFactory.class.getName(), Map.of(TransportConstants.SERVER_ID_PROP_NAME, id)))
                    .setReconnectAttempts(0)
                    .setInitialConnectAttempts(1)
                    .setBlockOnDurableSend(true)
                    .setBlockOnAcknowledge(false)
                    // Within one process nothing but this bounds how much of a large message is in memory on its way.
                    .setProducerWindowSize(4 * BrokerSettings.PIECE)
                    .setConsumerWindowSize(0)
                    .setMinLargeMessageSize(BrokerSettings.PIECE)
                    .setClientFailureCheckPeriod(-1)
                    .setConnectionTTL(-1));
            try {
                connection = Optional.of(locator.get().createSessionFactory());
            } catch (ActiveMQException e) {
                throw e;
            } catch (Exception e) { // the client declares no less
                throw new ActiveMQException("could not connect to the embedded broker: " + e.getMessage());
            }
        }
        return connection.get();
    }

    private void disconnect() {
        connection.ifPresent(ClientSessionFactory::close);
        locator.ifPresent(ServerLocator::close);
        connection = Optional.empty();
        locator = Optional.empty();
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public synchronized Optional<String> fault() {
        Optional<String> fault = diskFault;
        return fault.isPresent() || server.filter(ActiveMQServer::isActive).isPresent()
                ? fault
                : Optional.of("the embedded broker is not running");
    }

    @Override
    public synchronized void restart() throws BrokerFailure {
        // Else whoever waits for the answer of a broker that failed waits for the whole of the call's time.
        connection
                .map(ClientSessionFactory::getConnection)
                .ifPresent(open -> open.fail(new ActiveMQNotConnectedException("the embedded broker is restarting")));
        close();
        diskFault = Optional.empty();
        startServer();
    }

    /** Stops the broker. What was not acknowledged is given out again after the next start. */
    @Override
    public synchronized void close() {
        disconnect();
        if (server.filter(EmbeddedBroker::stop).isPresent() && diskFault.isEmpty()) {
            try {
                Inventory.write(settings.directory());
            } catch (IOException e) { // then the next start finds less
                LOGGER.warn(
                        "Could not write the inventory of the queue; the next start cannot notice missing files: {}",
                        e.getMessage());
            }
        }
        server = Optional.empty();
    }

    /** Stops the server; returns whether it stopped cleanly. */
    private static boolean stop(ActiveMQServer server) {
        try {
            server.stop();
            return true;
        } catch (Exception e) { // the broker declares no less
            LOGGER.warn("Queue broker did not stop cleanly", e);
            return false;
        }
    }
}
