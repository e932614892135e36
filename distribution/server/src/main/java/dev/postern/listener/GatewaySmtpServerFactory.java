package dev.postern.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;
import org.apache.james.smtpserver.netty.SMTPServerFactory;

/**
 * Makes a {@link GatewaySmtpServer} of each {@code <smtpserver>} in smtpserver.xml.
 *
 * <p>The elements are James's, but for {@code <tls>}, which has nothing but {@code startTLS="true"} or {@code
 * socketTLS="true"} (certificate, key and versions come from {@link ServerTls}), {@code <bind>}, which takes IPv6
 * addresses in brackets as well, and {@code <connectionLimit>} and {@code <connectionLimitPerIP>}: the connections to all of
 * these servers count together.
 */
public final class GatewaySmtpServerFactory extends SMTPServerFactory {
    private static final Set<String> TLS_KEYS = Set.of("tls[@startTLS]", "tls[@socketTLS]");

    private final SharedParts shared;

    @Inject
    GatewaySmtpServerFactory(
            DNSService dns,
            ProtocolHandlerLoader loader,
            FileSystem fileSystem,
            MetricFactory metricFactory,
            SharedParts shared) {
        super(dns, loader, fileSystem, metricFactory);
        this.shared = shared;
    }

    @Override
    protected GatewaySmtpServer createServer() {
        return new GatewaySmtpServer(smtpMetrics, shared);
    }

    @Override
    protected List<AbstractConfigurableAsyncServer> createServers(HierarchicalConfiguration<ImmutableNode> config)
            throws Exception {
        List<AbstractConfigurableAsyncServer> servers = new ArrayList<>();
        for (HierarchicalConfiguration<ImmutableNode> serverConfig : config.configurationsAt("smtpserver")) {
            GatewaySmtpServer server = createServer();
            server.setDnsService(dns);
            server.setProtocolHandlerLoader(loader);
            server.setFileSystem(fileSystem);
            server.configure(forJames(serverConfig));
            servers.add(server);
        }
        return servers;
    }

    /**
     * Ends all sessions: each is told 421, and one with a message under way after the reply to it.
     *
     * @param longest how long such messages are waited for; then they are cut off, without a 250
     */
    public void endSessions(Duration longest) throws InterruptedException {
        List<OpenSessions> all = getServers().stream()
                .map(server -> ((GatewaySmtpServer) server).sessions())
                .toList();
        all.forEach(OpenSessions::stop);
        awaitEnd(all, longest);
        all.forEach(OpenSessions::cut);
        awaitEnd(all, Closing.LONGEST.plus(Closing.LINGER));
    }

    private static void awaitEnd(List<OpenSessions> all, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (OpenSessions sessions : all) {
            sessions.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    /** James insists on a key store, splits addresses at every colon, asks DNS for their names and misreads IPv6 networks. */
    private static HierarchicalConfiguration<ImmutableNode> forJames(HierarchicalConfiguration<ImmutableNode> config)
            throws ConfigurationException {
        var keys = config.getKeys("tls");
        while (keys.hasNext()) {
            String key = keys.next();
            if (!TLS_KEYS.contains(key)) {
                throw new ConfigurationException("smtpserver: " + key
                        + " has no meaning here: the certificate, its key and the TLS versions come from gateway.yaml");
            }
        }
        if (config.getBoolean("tls[@startTLS]", false) || config.getBoolean("tls[@socketTLS]", false)) {
            config.setProperty("tls.privateKey", "gateway.yaml");
            config.setProperty("tls.certificates", "gateway.yaml");
        }
        if (config.containsKey("bind")) {
            config.setProperty(GatewaySmtpServer.BIND, config.getString("bind"));
            config.setProperty("bind", "0.0.0.0:0");
        }
        if (config.containsKey("authorizedAddresses")) {
            config.setProperty(GatewaySmtpServer.RELAY_NETWORKS, config.getString("authorizedAddresses"));
            config.clearProperty("authorizedAddresses");
        }
        // What James calls graceful ends no session with a reply, as endSessions does, and waits two seconds for idle
        // threads.
        config.setProperty("gracefulShutdown", false);
        return config;
    }
}
