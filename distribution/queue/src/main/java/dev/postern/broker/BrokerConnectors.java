package dev.postern.broker;

import dev.postern.tls.TrustAnchors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;

/** Connects to brokers on the network: over TLS with verified host names, if the configuration asks for TLS. */
final class BrokerConnectors {
    /** Longer than a connection within one site takes by far. */
    static final Duration CONNECT = Duration.ofSeconds(3);

    private static final Duration CALL = Duration.ofSeconds(20);
    private static final Duration BETWEEN_BROKERS = Duration.ofMillis(50);
    /** A broker that says nothing, not even to a ping, for that long is gone: a power cut sends no farewell. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** Guards no secret: the certificates in it are public. */
    private static final String STORE_PASSWORD = "trust-anchors";

    private BrokerConnectors() {}

    /**
     * Connects to whichever of the brokers takes connections; a backup takes none until it takes over. A connection that
     * breaks is not mended, since what was under way then must be judged by those whose it was. What a broker tells of
     * other brokers is not followed: only the addresses of the configuration are dialled, each as the configuration says.
     *
     * @param directory where the trust anchors are written, which the client reads from a file
     * @throws BrokerFailure if they cannot be written
     */
    static ServerLocator locator(BrokerGroup brokers, Path directory) throws BrokerFailure {
        Map<String, Object> tls = new HashMap<>();
        if (brokers.tls().isPresent()) {
            tls.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
            // Else javax.net.ssl.trustStore of the process would take the place of these trust anchors.
            tls.put(TransportConstants.FORCE_SSL_PARAMETERS, true);
            tls.put(TransportConstants.VERIFY_HOST_PROP_NAME, true);
            tls.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.3,TLSv1.2");
            tls.put(TransportConstants.TRUSTSTORE_TYPE_PROP_NAME, "PKCS12");
            tls.put(
                    TransportConstants.TRUSTSTORE_PATH_PROP_NAME,
                    trustStore(brokers.tls().get(), directory).toString());
            tls.put(TransportConstants.TRUSTSTORE_PASSWORD_PROP_NAME, STORE_PASSWORD);
        }
        TransportConfiguration[] connectors = brokers.addresses().stream()
                .map(address -> connector(address, tls))
                .toArray(TransportConfiguration[]::new);
        return ActiveMQClient.createServerLocatorWithoutHA(connectors)
                .setUseTopologyForLoadBalancing(false)
                .setInitialConnectAttempts(1)
                .setRetryInterval(BETWEEN_BROKERS.toMillis())
                .setReconnectAttempts(0)
                .setFailoverAttempts(0)
                .setCallTimeout(CALL.toMillis())
                .setClientFailureCheckPeriod(SILENCE.toMillis())
                .setConnectionTTL(SILENCE.multipliedBy(2).toMillis())
                .setBlockOnDurableSend(true)
                .setBlockOnAcknowledge(true)
                .setProducerWindowSize(-1) // a broker without room shall say so, and not keep the sender waiting
                .setConsumerWindowSize(0)
                .setMinLargeMessageSize(BrokerSettings.PIECE);
    }

    private static TransportConfiguration connector(BrokerAddress address, Map<String, Object> tls) {
        var parameters = new HashMap<>(tls);
        parameters.put(TransportConstants.HOST_PROP_NAME, address.host());
        parameters.put(TransportConstants.PORT_PROP_NAME, address.port());
        parameters.put(TransportConstants.NETTY_CONNECT_TIMEOUT, Math.toIntExact(CONNECT.toMillis()));
        return new TransportConfiguration(NettyConnectorFactory.class.getName(), parameters, address.toString());
    }

    private static Path trustStore(TrustAnchors anchors, Path directory) throws BrokerFailure {
        Path file = directory.resolve("brokers-trust.p12");
        try {
            Files.createDirectories(directory);
            try (OutputStream out = Files.newOutputStream(file)) {
                keyStore(anchors).store(out, STORE_PASSWORD.toCharArray());
            }
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new BrokerFailure("Could not write the trust anchors of the brokers to " + file + ": " + e, e);
        }
    }

    static KeyStore keyStore(TrustAnchors anchors) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate anchor : anchors.certificates()) {
            store.setCertificateEntry("anchor-" + number++, anchor);
        }
        return store;
    }
}
