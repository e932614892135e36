package dev.postern.smtp;

import static java.util.Map.entry;

import dev.postern.delivery.MovableClock;
import dev.postern.filter.ContentFilter;
import dev.postern.inbound.RelayRule;
import dev.postern.inboundtest.InMemoryTestStore;
import dev.postern.inboundtest.InboundTests;
import dev.postern.intake.ArrivalField;
import dev.postern.intake.Intake;
import dev.postern.intake.MemoryLimit;
import dev.postern.memory.MemoryBudget;
import dev.postern.partner.Cidr;
import dev.postern.partner.PartnerFixture;
import dev.postern.partner.Partners;
import dev.postern.tracking.MessageTracking;
import dev.postern.tracking.TrackingFixture;
import dev.postern.utf8.SmtpUtf8Offer;
import dev.postern.verification.RecipientVerification;
import dev.postern.xclient.XclientHosts;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.StartTlsResponse;
import org.apache.james.protocols.api.handler.CommandDispatcher;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.lib.ProtocolHandlerChainImpl;
import org.apache.james.protocols.lib.handler.HandlersPackage;
import org.apache.james.protocols.smtp.SMTPConfigurationImpl;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.smtpserver.ExtendedSMTPSession;
import org.apache.mailet.Mail;

/** An SMTP client that talks to the gateway's whole handler chain, line by line, without a socket. */
public final class Conversation {
    /** The only host that may say XCLIENT. */
    static final String XCLIENT_HOST = "203.0.113.25";

    public final ScriptedTransport transport = new ScriptedTransport();
    final OwnDomains ownDomains = new OwnDomains();
    public final SpoolFixture spool = new SpoolFixture();
    public final TrackingFixture tracking = new TrackingFixture(Clock.systemUTC());
    final MovableClock testClock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    final InMemoryTestStore testStore = new InMemoryTestStore();
    final InboundTests inboundTests;
    final MemoryBudget budget = new MemoryBudget(10 << 20);
    public Intake intake = Intake.UNBOUNDED;
    RecipientVerification verification = RecipientVerification.NONE;
    ContentFilter filter = ContentFilter.NONE;
    SmtpUtf8Offer utf8 = SmtpUtf8Offer.NONE;
    private final CommandDispatcher<?> commands;
    private final MemoryLimit memoryLimit;
    public final ExtendedSMTPSession session;

    Conversation(Partners partners, Class<? extends HandlersPackage> handlers) {
        this(partners, handlers, RelayRule.NONE);
    }

    private Conversation(Partners partners, Class<? extends HandlersPackage> handlers, RelayRule relay) {
        this(partners, handlers, relay, new ArrivalField(false));
    }

    private Conversation(
            Partners partners, Class<? extends HandlersPackage> handlers, RelayRule relay, ArrivalField arrivalField) {
        inboundTests = new InboundTests(partners, testStore, testClock);
        Map<Class<?>, Object> bindings = Map.ofEntries(
                entry(InboundTests.class, inboundTests),
                entry(Partners.class, partners),
                entry(Clock.class, Clock.systemUTC()),
                entry(MessageTracking.class, tracking.tracking()),
                entry(Intake.class, delegatingIntake()),
                entry(MailRates.class, MailRates.UNBOUNDED),
                entry(RelayRule.class, relay),
                entry(UnderscoreDomains.class, UnderscoreDomains.ACCEPTED),
                entry(RecipientVerification.class, (RecipientVerification) recipient -> verification.verify(recipient)),
                entry(ContentFilter.class, (ContentFilter) message -> filter.judge(message)),
                entry(ArrivalField.class, arrivalField),
                entry(SmtpUtf8Offer.class, (SmtpUtf8Offer) () -> utf8.isOffered()),
                entry(
                        XclientHosts.class,
                        new XclientHosts(
                                List.of(Cidr.parse(XCLIENT_HOST + "/32").orElseThrow()))),
                entry(MemoryBudget.class, budget),
                entry(DomainList.class, ownDomains),
                entry(MailQueueFactory.class, spool.factory()),
                entry(
                        MetricFactory.class,
                        SpoolFixture.silent(MetricFactory.class, SpoolFixture.silent(TimeMetric.class, ""))));
        var configuration = new BaseHierarchicalConfiguration();
        configuration.addProperty("[@enableJmx]", false);
        try {
            var chain = new ProtocolHandlerChainImpl(
                    new HandlerLoader(bindings), configuration, "smtp", handlers, handlers);
            chain.init();
            commands = chain.getFirstHandler(CommandDispatcher.class).orElseThrow();
            memoryLimit = chain.getFirstHandler(MemoryLimit.class).orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException("the handlers cannot be loaded", e);
        }
        session = new ExtendedSMTPSession(new Configuration(), transport);
    }

    MemoryLimit memoryLimit() {
        return memoryLimit;
    }

    private Intake delegatingIntake() {
        return new Intake() {
            @Override
            public boolean hasRoomFor(long bytes) {
                return intake.hasRoomFor(bytes);
            }

            @Override
            public boolean hasRoomFrom(Client client) {
                return intake.hasRoomFrom(client);
            }

            @Override
            public boolean reserve(Client client, long bytes) {
                return intake.reserve(client, bytes);
            }

            @Override
            public void release(long bytes) {
                intake.release(bytes);
            }

            @Override
            public boolean hasRoomTo(Recipients recipients) {
                return intake.hasRoomTo(recipients);
            }
        };
    }

    public static Conversation with(PartnerFixture... partners) {
        return with(PartnerFixture.partners(partners));
    }

    static Conversation with(Partners partners) {
        return new Conversation(partners, SmtpHandlers.class);
    }

    public static Conversation withRelay(RelayRule relay, PartnerFixture... partners) {
        return new Conversation(PartnerFixture.partners(partners), SmtpHandlers.class, relay);
    }

    static Conversation withArrivalField(PartnerFixture... partners) {
        return new Conversation(
                PartnerFixture.partners(partners), SmtpHandlers.class, RelayRule.NONE, new ArrivalField(true));
    }

    public Conversation from(String address) {
        transport.remote = new InetSocketAddress(address, 40000);
        return this;
    }

    public Conversation over(SSLSession tls) {
        transport.negotiated = Optional.of(tls);
        return this;
    }

    public Conversation asRelayClient() {
        session.setRelayingAllowed(true);
        return this;
    }

    public Conversation offeringUtf8() {
        utf8 = () -> true;
        return this;
    }

    public Conversation greeted() {
        say("EHLO client.test");
        return this;
    }

    /** Says one line and returns the reply, its lines with LF between them; empty if there is none. */
    public String say(String line) {
        return sayExactly(line + "\r\n");
    }

    String sayWithBareLf(String line) {
        return sayExactly(line + "\n");
    }

    @SuppressWarnings("unchecked")
    private String sayExactly(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        var handler = (LineHandler<ProtocolSession>)
                (transport.lineHandlers.isEmpty() ? commands : transport.lineHandlers.peek());
        Response response = handler.onLine(session, octets);
        if (response == null) {
            return "";
        }
        if (response instanceof StartTlsResponse) {
            // James's transport resets the session here as well; the command must not rely on that.
            transport.negotiated = Optional.of(NegotiatedSession.tls13());
        }
        return String.join("\n", response.getLines()) + (response.isEndSession() ? "\n[closed]" : "");
    }

    /** Sends a message to one recipient of ours from MAIL on and returns the last reply. */
    public String send(String sender, String... message) {
        String reply = say("MAIL FROM:<" + sender + ">");
        return reply.startsWith("250") ? deliver(message) : reply;
    }

    /** RCPT and DATA; returns the reply to the end of data. */
    public String deliver(String... message) {
        say("RCPT TO:<bob@example.org>");
        say("DATA");
        Stream.of(message).flatMap(text -> Stream.of(text.split("\r\n", -1))).forEach(this::say);
        return say(".");
    }

    public List<Mail> queued() {
        return spool.queued;
    }

    public Mail onlyQueued() {
        if (spool.queued.size() != 1) {
            throw new AssertionError(spool.queued.size() + " messages are queued");
        }
        return spool.queued.get(0);
    }

    private static final class Configuration extends SMTPConfigurationImpl {
        @Override
        public String getHelloName() {
            return "gw.example.org";
        }

        @Override
        public long getMaxMessageSize() {
            return 1_000_000;
        }
    }
}
