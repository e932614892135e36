package dev.postern.testing.gateway;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.config.impl.LegacyJMSConfiguration;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;

/**
 * A broker as {@code artemis run} starts it: from a {@code broker.xml}, with the users of a JAAS login module named
 * activemq. The working directory is its instance.
 */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        var configuration = new FileConfiguration();
        var files = new FileDeploymentManager(Path.of(arguments[0]).toUri().toString());
        files.addDeployable(configuration).addDeployable(new LegacyJMSConfiguration(configuration));
        files.readConfiguration();
        var server = new ActiveMQServerImpl(configuration, null, new ActiveMQJAASSecurityManager("activemq"));
        server.start();
        new CountDownLatch(1).await();
    }
}
