package dev.postern.broker;

import dev.postern.thread.DaemonThreads;
import dev.postern.thread.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.FailoverEventType;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brokers of the operator's own, of which one at a time takes connections: the live one of a replicated group. When the
 * connection to it breaks, a thread of this class dials all of them in turn until one answers, for ever. Whatever was under
 * way at the broken connection fails, and is repeated by those whose it was. Safe for any thread.
 */
public final class ExternalBrokers implements Broker {
    private static final Logger LOGGER = LoggerFactory.getLogger(ExternalBrokers.class);
    /** Long enough for a backup to take over. Beyond it nobody is kept waiting: an SMTP session would keep others waiting. */
    private static final Duration FAILOVER = Duration.ofSeconds(10);

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(250);

    private final BrokerGroup brokers;
    private final Duration patience;
    private final ServerLocator locator;
    private final Thread keeper = DaemonThreads.named("broker-connection").newThread(this::keepConnected);
    private Optional<ClientSessionFactory> connection = Optional.empty();
    private Optional<ClientSessionFactory> broken = Optional.empty();
    private Optional<String> fault = Optional.of("not connected yet");
    private long lostAt = System.nanoTime();
    private boolean closed;

    private ExternalBrokers(BrokerGroup brokers, Duration patience, ServerLocator locator) {
        this.brokers = brokers;
        this.patience = patience;
        this.locator = locator;
    }

    /**
     * Connects, and makes sure that the broker keeps what it is given.
     *
     * @param directory where the client's files go
     * @param patience how long the start waits for a broker, and {@link #open} at most
     * @throws BrokerFailure if none answers in that time, the user is not known there, or the broker's settings would lose mail
     */
    public static ExternalBrokers connect(BrokerGroup brokers, Path directory, Duration patience) throws BrokerFailure {
        if (brokers.tls().isEmpty()) {
            LOGGER.warn(
                    "Connecting to the brokers {} in clear text, mail and password included; use tls:// to encrypt",
                    brokers.addresses());
        }
        var external = new ExternalBrokers(brokers, patience, BrokerConnectors.locator(brokers, directory));
        try {
            external.firstConnection();
            external.keeper.start();
            return external;
        } catch (BrokerFailure e) {
            external.close();
            throw e;
        }
    }

    private void firstConnection() throws BrokerFailure {
        var diagnosis = new BrokerDiagnosis(brokers);
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                connectOnce();
                return;
            } catch (ActiveMQException e) {
                Optional<String> refusal = BrokerFailureText.refusal(e, brokers);
                if (refusal.isPresent()) {
                    throw new BrokerFailure(refusal.get(), e);
                }
                var found = diagnosis.look();
                if (!found.passes() || System.nanoTime() > end) {
                    throw new BrokerFailure(
                            "Could not connect to any of " + brokers.sources().brokers() + ". " + found.words() + ".",
                            e);
                }
            }
            rest();
        }
    }

    /** Dials each broker once. The first session shows whether the user is known, the demands whether mail is safe there. */
    private void connectOnce() throws ActiveMQException, BrokerFailure {
        ClientSessionFactory factory = dial();
        boolean good = false;
        try (ClientSession session = session(factory, false)) {
            BrokerRequirements.check(
                    session, factory.getConnectorConfiguration().getName());
            good = true;
        } finally {
            if (!good) {
                factory.close();
            }
        }
        String name = factory.getConnectorConfiguration().getName();
        LOGGER.info("Connected to the queue broker {}", name);
        connected(factory);
        factory.addFailoverListener(event -> {
            if (event == FailoverEventType.FAILOVER_FAILED) {
                lost(factory, "lost the connection to " + name);
            }
        });
        if (factory.isClosed()) {
            lost(factory, "lost the connection to " + name);
        }
    }

    private ClientSessionFactory dial() throws ActiveMQException {
        try {
            return locator.createSessionFactory();
        } catch (ActiveMQException e) {
            throw e;
        } catch (Exception e) { // the client declares no less
            throw new ActiveMQNotConnectedException(String.valueOf(e.getMessage()));
        }
    }

    private ClientSession session(ClientSessionFactory factory, boolean transacted) throws ActiveMQException {
        return factory.createSession(
                        brokers.user(), brokers.password().text(), false, !transacted, !transacted, false, 0)
                .start();
    }

    private synchronized void connected(ClientSessionFactory factory) {
        connection = Optional.of(factory);
        fault = Optional.empty();
        notifyAll();
    }

    private synchronized void lost(ClientSessionFactory factory, String why) {
        if (connection.filter(current -> current == factory).isPresent()) {
            connection = Optional.empty();
            broken = Optional.of(factory); // closed by another thread: this one may be the client's own
            lostAt = System.nanoTime();
            fault = Optional.of(why);
            notifyAll();
            if (!closed) {
                LOGGER.warn(
                        "Disconnected from the queue broker: {}; reconnecting to any of {}", why, brokers.addresses());
            }
        }
    }

    private void keepConnected() {
        try {
            while (awaitLoss()) {
                takeBroken().ifPresent(ClientSessionFactory::close);
                try {
                    connectOnce();
                    LOGGER.warn(
                            "Reconnected to a queue broker after {} ms", (System.nanoTime() - lostSince()) / 1_000_000);
                    Faults.works(this);
                } catch (RuntimeException | Error e) { // nothing may end the dialling
                    Faults.failed(this, "Connecting to the brokers", e);
                } catch (ActiveMQException | BrokerFailure e) {
                    unreachable(BrokerFailureText.refusal(e, brokers).orElseGet(() -> String.valueOf(e.getMessage())));
                }
                rest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean awaitLoss() throws InterruptedException {
        while (connection.isPresent() && !closed) {
            wait();
        }
        return !closed;
    }

    private synchronized Optional<ClientSessionFactory> takeBroken() {
        Optional<ClientSessionFactory> taken = broken;
        broken = Optional.empty();
        return taken;
    }

    private synchronized void unreachable(String why) {
        if (!closed && !fault.equals(Optional.of(why))) {
            fault = Optional.of(why);
            LOGGER.warn("Could not reconnect to a queue broker, retrying: {}", why);
        }
    }

    private synchronized long lostSince() {
        return lostAt;
    }

    private static void rest() {
        try {
            Thread.sleep(BETWEEN_ROUNDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Opens a session, and waits while no broker answers; fails at once if the last broker has been gone for longer
     * than a failover takes.
     */
    @Override
    public ClientSession open(boolean transacted) throws ActiveMQException {
        return session(await(), transacted);
    }

    private synchronized ClientSessionFactory await() throws ActiveMQException {
        Duration longest = patience.compareTo(FAILOVER) < 0 ? patience : FAILOVER;
        long end = lostAt + longest.toNanos();
        try {
            for (long left = end - System.nanoTime();
                    connection.isEmpty() && !closed && left > 0;
                    left = end - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return connection.orElseThrow(
                () -> new ActiveMQNotConnectedException("not connected to a broker: " + fault.orElse("closed")));
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public synchronized Optional<String> fault() {
        return fault.map(why -> "not connected to a broker: " + why);
    }

    @Override
    public boolean comesBackByItself() {
        return true;
    }

    /** Brokers elsewhere are not ours to restart: closes the connection, and waits until one is open again. */
    @Override
    public void restart() throws BrokerFailure {
        Optional<ClientSessionFactory> current;
        synchronized (this) {
            current = connection;
        }
        current.ifPresent(factory -> lost(factory, "reopening the connection"));
        try {
            var unused = await();
        } catch (ActiveMQException e) {
            throw new BrokerFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Closes the connection; unsettled messages go to another gateway, or are redelivered after the next start. */
    @Override
    public void close() {
        Optional<ClientSessionFactory> current;
        synchronized (this) {
            closed = true;
            current = connection;
            connection = Optional.empty();
            fault = Optional.of("closed");
            notifyAll();
        }
        keeper.interrupt();
        current.ifPresent(ClientSessionFactory::close);
        locator.close();
    }
}
