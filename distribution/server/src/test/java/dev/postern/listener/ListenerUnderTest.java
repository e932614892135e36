package dev.postern.listener;

import dev.postern.admission.Admission;
import dev.postern.admission.Clients;
import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.HandshakeExecutor;
import dev.postern.admission.RateLimits;
import dev.postern.inbound.RelayRule;
import dev.postern.intake.ContentFailure;
import dev.postern.intake.MessageContent;
import dev.postern.metrics.MicrometerMetricFactory;
import dev.postern.partner.Cidr;
import dev.postern.partner.PartnerDirectory;
import dev.postern.proxy.TrustedProxies;
import dev.postern.smtp.StartTlsCommand;
import dev.postern.xclient.XclientCommand;
import dev.postern.xclient.XclientHosts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.XMLConfiguration;
import org.apache.commons.configuration2.io.FileHandler;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.api.handler.CommandDispatcher;
import org.apache.james.protocols.api.handler.ProtocolHandler;
import org.apache.james.protocols.lib.handler.HandlersPackage;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.HeloCmdHandler;
import org.apache.james.protocols.smtp.core.MailCmdHandler;
import org.apache.james.protocols.smtp.core.NoopCmdHandler;
import org.apache.james.protocols.smtp.core.QuitCmdHandler;
import org.apache.james.protocols.smtp.core.RcptCmdHandler;
import org.apache.james.protocols.smtp.core.RsetCmdHandler;
import org.apache.james.protocols.smtp.core.UnknownCmdHandler;
import org.apache.james.protocols.smtp.core.WelcomeMessageHandler;
import org.apache.james.protocols.smtp.core.esmtp.EhloCmdHandler;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.smtpserver.JamesDataCmdHandler;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.james.smtpserver.netty.SMTPServerFactory;
import org.apache.mailet.Mail;

/**
 * A real listener on loopback with James's commands and our reading of content, and nothing behind them but a list of what
 * was accepted.
 */
final class ListenerUnderTest implements AutoCloseable {
    /** The messages that were accepted, as text, by any listener of this JVM. */
    static final BlockingQueue<String> ACCEPTED = new LinkedBlockingQueue<>();

    private final SMTPServerFactory factory;
    private final MetricFactory metrics;

    private ListenerUnderTest(SMTPServerFactory factory, MetricFactory metrics) {
        this.factory = factory;
        this.metrics = metrics;
    }

    static ListenerUnderTest startTls(ServerTls tls) throws Exception {
        return start(tls, "<bind>127.0.0.1:0</bind><tls startTLS=\"true\"/>");
    }

    static ListenerUnderTest implicitTls(ServerTls tls) throws Exception {
        return start(tls, "<bind>127.0.0.1:0</bind><tls socketTLS=\"true\"/>");
    }

    /** @param elements of each smtpserver element, beside those that every test has */
    static ListenerUnderTest start(ServerTls tls, String... elements) throws Exception {
        return start(tls, RateLimits.NONE, new HandshakeExecutor(), elements);
    }

    static ListenerUnderTest start(ServerTls tls, RateLimits rates, HandshakeExecutor handshakes, String... elements)
            throws Exception {
        return start(admission(rates), tls, handshakes, TrustedProxies.NONE, elements);
    }

    /** A listener with STARTTLS that lets in whom this admission does. */
    static ListenerUnderTest with(Admission admission, ServerTls tls) throws Exception {
        return start(
                admission,
                tls,
                new HandshakeExecutor(),
                TrustedProxies.NONE,
                "<bind>127.0.0.1:0</bind><tls startTLS=\"true\"/>");
    }

    /** A listener for connections of these proxies. */
    static ListenerUnderTest behind(TrustedProxies proxies, ServerTls tls, String... elements) throws Exception {
        return start(admission(RateLimits.NONE), tls, new HandshakeExecutor(), proxies, elements);
    }

    private static Admission admission(RateLimits rates) {
        return new Admission(new Clients(List.of(), PartnerDirectory::empty), rates, System::nanoTime);
    }

    private static ListenerUnderTest start(
            Admission admission,
            ServerTls tls,
            HandshakeExecutor handshakes,
            TrustedProxies proxies,
            String... elements)
            throws Exception {
        MetricFactory metrics = new MicrometerMetricFactory(new SimpleMeterRegistry());
        var factory = new GatewaySmtpServerFactory(
                neverCalled(DNSService.class),
                new ReflectiveLoader(metrics),
                neverCalled(FileSystem.class),
                metrics,
                new SharedParts(tls, admission, new ConnectionLimits(0, 0, 0, 0), handshakes, RelayRule.NONE, proxies));
        return start(factory, metrics, elements);
    }

    static ListenerUnderTest start(SMTPServerFactory factory, MetricFactory metrics, String... elements)
            throws Exception {
        ACCEPTED.clear();
        var xml = new XMLConfiguration();
        new FileHandler(xml)
                .load(new java.io.StringReader(Stream.of(elements)
                        .map(ListenerUnderTest::server)
                        .collect(Collectors.joining("", "<smtpservers>", "</smtpservers>"))));
        factory.configure(xml);
        factory.init();
        return new ListenerUnderTest(factory, metrics);
    }

    private static String server(String elements) {
        return "<smtpserver enabled=\"true\"><jmxName>smtp-" + System.nanoTime()
                + "</jmxName><helloName autodetect=\"false\">gw.example.org</helloName>"
                + elements + "<handlerchain enableJmx=\"false\" coreHandlersPackage=\""
                + Handlers.class.getName()
                + "\"/><gracefulShutdown>false</gracefulShutdown></smtpserver>";
    }

    /** A service that the listener has no use for. */
    static <T> T neverCalled(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("the listener called " + method);
                }));
    }

    /** How many sessions it counts. */
    long openSessions() {
        return metrics.generate("smtpConnections").getCount();
    }

    void endSessions(Duration longest) {
        try {
            ((GatewaySmtpServerFactory) factory).endSessions(longest);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    InetSocketAddress address() {
        return address(0);
    }

    /** @param listener in the order in which their elements were given */
    InetSocketAddress address(int listener) {
        InetSocketAddress bound =
                factory.getServers().get(listener).getListenAddresses().get(0);
        return new InetSocketAddress(
                bound.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound.getAddress(),
                bound.getPort());
    }

    /** What this listener puts between a socket and its commands. */
    SmtpPipeline pipeline() {
        return ((GatewaySmtpServer) factory.getServers().get(0)).createPipelineFactory();
    }

    @Override
    public void close() {
        factory.destroy();
    }

    public static final class Handlers implements HandlersPackage {
        @Override
        public List<String> getHandlers() {
            return List.<Class<?>>of(
                            WelcomeMessageHandler.class,
                            CommandDispatcher.class,
                            EhloCmdHandler.class,
                            HeloCmdHandler.class,
                            MailCmdHandler.class,
                            RcptCmdHandler.class,
                            JamesDataCmdHandler.class,
                            ContentFailure.class,
                            MessageContent.class,
                            NoopCmdHandler.class,
                            RsetCmdHandler.class,
                            QuitCmdHandler.class,
                            UnknownCmdHandler.class,
                            StartTlsCommand.class,
                            XclientCommand.class,
                            TlsFactsCommand.class,
                            HeldCommand.class,
                            PendingCommand.class,
                            EndedSessions.class,
                            Recorder.class)
                    .stream()
                    .map(Class::getName)
                    .toList();
        }
    }

    public static final class Recorder implements JamesMessageHook {
        @Override
        public HookResult onMessage(SMTPSession session, Mail mail) {
            try {
                ACCEPTED.add(new String(
                        mail.getMessage().getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.ISO_8859_1));
                return HookResult.OK;
            } catch (java.io.IOException | javax.mail.MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Makes handlers with the constructors that they have. */
    record ReflectiveLoader(MetricFactory metrics) implements ProtocolHandlerLoader {
        @Override
        public ProtocolHandler load(String name, Configuration config) throws LoadingException {
            try {
                Class<?> type = Class.forName(name);
                if (type.equals(XclientCommand.class)) {
                    return new XclientCommand(
                            new XclientHosts(List.of(Cidr.parse("127.0.0.1/32").orElseThrow())));
                }
                for (var constructor : type.getConstructors()) {
                    if (constructor.getParameterCount() == 1
                            && constructor.getParameterTypes()[0].equals(MetricFactory.class)) {
                        return (ProtocolHandler) constructor.newInstance(metrics);
                    }
                }
                var handler = (ProtocolHandler) type.getConstructor().newInstance();
                handler.init(new BaseHierarchicalConfiguration());
                return handler;
            } catch (ReflectiveOperationException | org.apache.commons.configuration2.ex.ConfigurationException e) {
                throw new LoadingException("no handler " + name, e);
            }
        }
    }
}
