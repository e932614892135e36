package dev.postern.broker;

import dev.postern.sasl.Password;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;

/** A broker of the operator's own, reached over the network, which keeps mail as the documentation demands. */
public final class BrokerOnTcp implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final ActiveMQServerImpl server;
    private final int port;

    private BrokerOnTcp(ActiveMQServerImpl server, int port) {
        this.server = server;
        this.port = port;
    }

    public static BrokerOnTcp start(Path directory) throws Exception {
        return start(directory, (broker, addresses) -> {});
    }

    /** One whose configuration was changed. */
    static BrokerOnTcp start(Path directory, BiConsumer<Configuration, AddressSettings> change) throws Exception {
        var addresses = new AddressSettings()
                .setMaxDeliveryAttempts(-1)
                .setNoExpiry(true)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setDiskFullMessagePolicy(DiskFullMessagePolicy.FAIL)
                .setAutoCreateQueues(false)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false);
        Configuration broker = new ConfigurationImpl()
                .setName("tcp")
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .addAcceptorConfiguration(new TransportConfiguration(
                        NettyAcceptorFactory.class.getName(),
                        Map.of(TransportConstants.HOST_PROP_NAME, HOST, TransportConstants.PORT_PROP_NAME, 0)));
        change.accept(broker, addresses);
        broker.addAddressSetting("#", addresses);
        var server = new ActiveMQServerImpl(broker);
        server.start();
        return new BrokerOnTcp(server, port(server));
    }

    /** The free port that it took. */
    private static int port(ActiveMQServerImpl server) {
        var acceptors = server.getRemotingService().getAcceptors().values();
        return ((NettyAcceptor) acceptors.iterator().next()).getActualPort();
    }

    /** As a gateway connects to it, with files of its own in that directory. */
    public ExternalBrokers connect(Path directory) throws BrokerFailure {
        var brokers = new BrokerGroup(
                new BrokerGroup.Sources("the test's brokers", "the test's user", "the test's password"),
                List.of(new BrokerAddress(HOST, port, false)),
                "gateway",
                new Password("secret"),
                Optional.empty());
        return ExternalBrokers.connect(brokers, directory, Duration.ofSeconds(10));
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
