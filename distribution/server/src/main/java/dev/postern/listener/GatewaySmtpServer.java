package dev.postern.listener;

import dev.postern.admission.ConnectionLimits;
import dev.postern.connection.SessionTimeouts;
import dev.postern.listener.ListenerEncryption.Mode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolTransport;
import org.apache.james.protocols.smtp.SMTPConfiguration;
import org.apache.james.protocols.smtp.SMTPProtocol;
import org.apache.james.smtpserver.ExtendedSMTPSession;
import org.apache.james.smtpserver.netty.SMTPServer;
import org.apache.james.smtpserver.netty.SmtpMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Runs James's SMTP server with TLS from {@link ServerTls} and the framing of {@link SmtpPipeline}. Created and
 * configured by {@link GatewaySmtpServerFactory}.
 */
public final class GatewaySmtpServer extends SMTPServer {
    /** Where the addresses to bind to stand once James may not read them. */
    static final String BIND = "postern.bind";
    /** Where the networks that may relay stand once James may not read them; see {@link RelayNetworks}. */
    static final String RELAY_NETWORKS = "postern.relayNetworks";

    private static final int CONTENT_PER_MESSAGE = 2;
    /** The system's buffer of replies, which are short: it would grow to megabytes for a client that reads none. */
    private static final int SEND_BUFFER = 64 << 10;

    private final SmtpMetrics metrics;
    private final SharedParts shared;
    private final OpenSessions sessions = new OpenSessions();
    private final ChannelGroup listeningChannels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private Mode tlsMode = Mode.NONE;
    private SessionTimeouts timeouts = SessionTimeouts.STANDARD;
    private RelayNetworks relayNetworks = RelayNetworks.NONE;
    private List<InetSocketAddress> configuredAddresses = List.of();
    private @Nullable SMTPProtocol protocol;

    GatewaySmtpServer(SmtpMetrics metrics, SharedParts shared) {
        super(metrics);
        this.metrics = metrics;
        this.shared = shared;
    }

    /** Reads what is ours in the configuration; called by James, after it has read what is its own. */
    @Override
    public void doConfigure(HierarchicalConfiguration<ImmutableNode> configuration) throws ConfigurationException {
        super.doConfigure(configuration);
        if (proxyRequired) {
            throw new ConfigurationException(
                    "smtpserver: proxyRequired is not supported by Postern's listener: smtp.proxyProtocol in gateway.yaml is");
        }
        if (configuration.getBoolean("tls.[@startTLS]", false)) {
            tlsMode = Mode.STARTTLS;
        } else if (configuration.getBoolean("tls.[@socketTLS]", false)) {
            tlsMode = Mode.IMPLICIT;
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String text :
                configuration.getString(BIND, "0.0.0.0:" + getDefaultPort()).split(",", -1)) {
            addresses.add(BindAddress.parse(text)
                    .orElseThrow(() -> new ConfigurationException("smtpserver: bind: " + text
                            + " is no address of this host with a port, such as 0.0.0.0:25 or [::1]:25")));
        }
        setListenAddresses(addresses.toArray(InetSocketAddress[]::new));
        configuredAddresses = List.copyOf(addresses);
        timeouts = timeouts(configuration);
        relayNetworks = RelayNetworks.parse(configuration.getString(RELAY_NETWORKS, ""));
    }

    /** The elements beside James's {@code connectiontimeout} are in seconds, and bytes each second. */
    private SessionTimeouts timeouts(HierarchicalConfiguration<ImmutableNode> configuration) {
        return new SessionTimeouts(
                Duration.ofSeconds(getTimeout()),
                seconds(configuration, "transactionTimeout", SessionTimeouts.STANDARD.transaction()),
                seconds(configuration, "handshakeTimeout", SessionTimeouts.STANDARD.handshake()),
                configuration.getInt("minDataRate", SessionTimeouts.STANDARD.minDataRate()),
                // A message that is too large is read to its end, if it has one.
                CONTENT_PER_MESSAGE * getMaximalMessageSize());
    }

    private static Duration seconds(
            HierarchicalConfiguration<ImmutableNode> configuration, String key, Duration standard) {
        return Duration.ofSeconds(configuration.getLong(key, standard.toSeconds()));
    }

    /** As James does, but whoever reads that it failed is told where. */
    @Override
    public synchronized void bind() throws Exception {
        try {
            super.bind();
        } catch (BindException e) {
            // James's getListenAddresses() names those that are bound: none now.
            String addresses =
                    configuredAddresses.stream().map(BindAddress::text).collect(Collectors.joining(", "));
            throw (BindException)
                    new BindException("cannot listen on " + addresses + ": " + e.getMessage()).initCause(e);
        }
    }

    @Override
    protected void configureBootstrap(ServerBootstrap bootstrap) {
        super.configureBootstrap(bootstrap);
        bootstrap.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        bootstrap.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel listening) {
                listeningChannels.add(listening);
            }
        });
    }

    /** Another process can listen on its addresses when this returns. Does not wait for sessions. */
    @Override
    public synchronized void unbind() {
        listeningChannels.close().awaitUninterruptibly();
        super.unbind();
    }

    @Override
    protected void preInit() throws Exception {
        super.preInit();
        var configuration = new SMTPHandlerConfigurationDataImpl() {
            @Override
            public String getGreeting() {
                return Optional.ofNullable(super.getGreeting()).orElseGet(() -> getHelloName() + " ESMTP Postern");
            }

            @Override
            public String getSoftwareName() {
                return "Postern";
            }

            @Override
            public boolean isRelayingAllowed(String remoteIp) {
                return relayNetworks.contain(remoteIp);
            }
        };
        protocol = protocol(configuration);
    }

    private SMTPProtocol protocol(SMTPConfiguration configuration) {
        return new SMTPProtocol(getProtocolHandlerChain(), configuration) {
            @Override
            public ProtocolSession newSession(ProtocolTransport transport) {
                return new ExtendedSMTPSession(configuration, transport);
            }
        };
    }

    @Override
    protected void buildSSLContext() {
        encryption = listenerEncryption();
    }

    private ListenerEncryption listenerEncryption() {
        return new ListenerEncryption(
                shared.tls(), tlsMode, timeouts.handshake(), shared.admission(), shared.handshakes());
    }

    @Override
    public String getSocketType() {
        return tlsMode == Mode.IMPLICIT ? "secure" : "plain";
    }

    @Override
    public void reloadSSLCertificate() {
        shared.tls().refresh();
    }

    @Override
    protected SmtpChannelHandler createCoreHandler() {
        if (protocol == null) {
            throw new IllegalStateException("the server is not initialised");
        }
        return new SmtpChannelHandler(
                protocol,
                listenerEncryption(),
                metrics,
                sessions,
                shared.relay().lenient());
    }

    @Override
    protected SmtpPipeline createPipelineFactory() {
        return new SmtpPipeline(
                this::createCoreHandler,
                listenerEncryption(),
                new ConnectionLimit(shared.admission(), connectionLimits(), tlsMode == Mode.IMPLICIT),
                shared.proxies(),
                timeouts,
                getExecutorGroup(),
                sessions);
    }

    private ConnectionLimits connectionLimits() {
        return new ConnectionLimits(
                connectionLimit,
                connPerIP,
                shared.limits().perNetwork(),
                shared.limits().reservedPercent());
    }

    OpenSessions sessions() {
        return sessions;
    }
}
