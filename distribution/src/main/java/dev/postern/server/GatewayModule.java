package dev.postern.server;

import com.codahale.metrics.MetricRegistry;
import com.google.common.base.Ticker;
import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import dev.postern.admission.Admission;
import dev.postern.admission.Clients;
import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.HandshakeExecutor;
import dev.postern.broker.BrokerSessions;
import dev.postern.changes.Releases;
import dev.postern.delivery.NextHopProbe;
import dev.postern.domains.DomainsWatch;
import dev.postern.domains.SmtpUtf8Watch;
import dev.postern.filter.ContentFilter;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.inbound.FailedHandshakes;
import dev.postern.inbound.RelayRule;
import dev.postern.inhand.InHand;
import dev.postern.intake.ArrivalField;
import dev.postern.intake.Intake;
import dev.postern.listener.GatewaySmtpServerFactory;
import dev.postern.listener.ServerTls;
import dev.postern.loop.OwnSite;
import dev.postern.mailets.PartnerRemoteDelivery;
import dev.postern.milter.MilterChain;
import dev.postern.partner.Partners;
import dev.postern.proxy.TrustedProxies;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.retention.MailRetention;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Routes;
import dev.postern.smtp.MailRates;
import dev.postern.spool.TrackedMailets;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.DurableMailRepository;
import dev.postern.storage.KeptMail;
import dev.postern.storage.MessageDirectories;
import dev.postern.thread.DaemonThreads;
import dev.postern.tracking.DecisionLog;
import dev.postern.utf8.SmtpUtf8Offer;
import dev.postern.verification.RecipientVerification;
import dev.postern.xclient.XclientHosts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.mailetcontainer.api.LocalResources;
import org.apache.james.mailetcontainer.api.MailProcessor;
import org.apache.james.mailetcontainer.api.MailetLoader;
import org.apache.james.mailetcontainer.api.MatcherLoader;
import org.apache.james.mailetcontainer.impl.CompositeProcessorImpl;
import org.apache.james.mailetcontainer.impl.JamesMailetContext;
import org.apache.james.mailrepository.api.MailRepositoryLoader;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.mailrepository.api.MailRepositoryUrlStore;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.mailrepository.memory.MailRepositoryStoreConfiguration;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryStore;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryUrlStore;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;
import org.apache.james.modules.mailrepository.guice.GuiceMailRepositoryLoader;
import org.apache.james.modules.server.RawPostDequeueDecoratorModule;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.server.core.filesystem.FileSystemImpl;
import org.apache.james.utils.ExtensionConfiguration;
import org.apache.james.utils.GuiceGenericLoader;
import org.apache.james.utils.GuiceMatcherLoader;
import org.apache.james.utils.GuiceProtocolHandlerLoader;
import org.apache.james.utils.MailetConfigurationOverride;
import org.apache.mailet.MailetContext;

/** What the gateway is made of: James's pipeline, queue and SMTP parts, and ours. No mailboxes, no users. */
final class GatewayModule extends AbstractModule {
    private final GatewayConfiguration gateway;
    private final DomainsWatch domains;
    private final Partners partners;
    private final ServerTls tls;
    private final PartnerRemoteDelivery.Engines engines;
    private final BrokerSessions broker;
    private final Intake intake;
    private final Path conf;
    private final Path data;
    private final Releases releases;
    private final InHand inHand;

    GatewayModule(
            GatewayConfiguration gateway,
            DomainsWatch domains,
            Partners partners,
            ServerTls tls,
            PartnerRemoteDelivery.Engines engines,
            BrokerSessions broker,
            Intake intake,
            Path conf,
            Path data,
            Releases releases,
            InHand inHand) {
        this.gateway = gateway;
        this.domains = domains;
        this.partners = partners;
        this.tls = tls;
        this.engines = engines;
        this.broker = broker;
        this.intake = intake;
        this.conf = conf;
        this.data = data;
        this.releases = releases;
        this.inHand = inHand;
    }

    @Override
    protected void configure() {
        install(new RawPostDequeueDecoratorModule());

        // James's parts ask for the queues under each of these names.
        bind(new TypeLiteral<MailQueueFactory<?>>() {}).to(ArtemisMailQueueFactory.class);
        bind(new TypeLiteral<MailQueueFactory<? extends MailQueue>>() {}).to(ArtemisMailQueueFactory.class);
        bind(new TypeLiteral<MailQueueFactory<? extends ManageableMailQueue>>() {})
                .to(ArtemisMailQueueFactory.class);

        bind(GatewayConfiguration.class).toInstance(gateway);
        bind(Partners.class).toInstance(partners);
        bind(Intake.class).toInstance(intake);
        bind(RelayRule.class).toInstance(gateway.relayRule());
        bind(TrustedProxies.class).toInstance(gateway.smtp().proxies());
        bind(XclientHosts.class).toInstance(gateway.smtp().xclient());
        bind(ArrivalField.class).toInstance(new ArrivalField(gateway.smtp().arrivalHeader()));
        bind(ContentFilter.class)
                .toInstance(gateway.filter()
                        .<ContentFilter>map(settings ->
                                new MilterChain(settings, gateway.hostname().ascii(), Ticker.systemTicker()))
                        .orElse(ContentFilter.NONE));
        bind(ServerTls.class).toInstance(tls);
        bind(MailRates.class).to(Admission.class);
        bind(ConnectionLimits.class).toInstance(gateway.smtp().connections());
        bind(HandshakeExecutor.class).toInstance(new HandshakeExecutor());
        bind(GatewaySmtpServerFactory.class).in(Scopes.SINGLETON);
        bind(PartnerRemoteDelivery.Engines.class).toInstance(engines);
        bind(DecisionLog.class).in(Scopes.SINGLETON);
        bind(Clock.class).toInstance(Clock.systemUTC());
        bind(Routes.class).toInstance(new GatewayRoutes(gateway, domains, partners, releases));

        var directories = new Directories(conf, data);
        bind(FileSystem.class).toInstance(new FileSystemImpl(directories));
        bind(ConfigurationProvider.class).toInstance(new JamesXml(conf, GatewayValues.of(gateway)));

        var ownDomains = new GatewayDomainList(domains, gateway.postmaster());
        bind(DomainList.class).toInstance(ownDomains);
        bind(LocalResources.class).toInstance(new NoLocalUsers(ownDomains));

        bind(MetricFactory.class).toInstance(new DropWizardMetricFactory(new MetricRegistry()));
        bind(GaugeRegistry.class).to(NoopGaugeRegistry.class);

        bind(ExtensionConfiguration.class).toInstance(ExtensionConfiguration.DEFAULT);
        bind(GuiceGenericLoader.class).in(Scopes.SINGLETON);
        bind(ProtocolHandlerLoader.class).to(GuiceProtocolHandlerLoader.class);
        Multibinder.newSetBinder(binder(), MailetConfigurationOverride.class); // James asks for the set; it is empty
        bind(MailetLoader.class).to(TrackedMailets.class);
        bind(MatcherLoader.class).to(GuiceMatcherLoader.class);

        bind(CompositeProcessorImpl.class).in(Scopes.SINGLETON);
        bind(MailProcessor.class).to(CompositeProcessorImpl.class);
        bind(InHand.class).toInstance(inHand);
        bind(JamesMailetContext.class).in(Scopes.SINGLETON);
        bind(MailetContext.class).to(JamesMailetContext.class);

        bind(MessageDirectories.class).in(Scopes.SINGLETON);
        bind(MailRepositoryUrlStore.class)
                .to(MemoryMailRepositoryUrlStore.class)
                .in(Scopes.SINGLETON);
        bind(MemoryMailRepositoryStore.class).in(Scopes.SINGLETON);
        bind(MailRepositoryStore.class).to(MemoryMailRepositoryStore.class);
        bind(MailRepositoryLoader.class).to(GuiceMailRepositoryLoader.class);
    }

    @Provides
    @Singleton
    MailRetention retention(MessageDirectories directories, Clock clock) {
        return new MailRetention(
                Stream.of("error", "rejected", "relay-denied", "filtered", "damaged")
                        .map(name ->
                                new KeptMail(directories, data.resolve("mail").resolve(name)))
                        .toList(),
                gateway.mail().bounds(),
                partners,
                clock);
    }

    /** @throws ActiveMQException if there is no broker to talk to */
    @Provides
    @Singleton
    ArtemisMailQueueFactory queues(
            MessageDirectories directories,
            MailQueueItemDecoratorFactory decorators,
            MetricFactory metrics,
            GaugeRegistry gauges,
            Clock clock)
            throws ActiveMQException {
        return ArtemisMailQueueFactory.open(
                broker,
                new DamagedMessages(directories, data.resolve("mail/damaged")),
                decorators,
                metrics,
                gauges,
                clock);
    }

    @Provides
    @Singleton
    GatewayDns dns(MetricFactory metrics) {
        return new GatewayDns(metrics, gateway.dnsServers());
    }

    @Provides
    @Singleton
    NextHopProbe nextHopProbe(Routes routes, DeliverySettings settings, DNSService dns, Clock clock) {
        return new NextHopProbe(routes, settings, dns, clock);
    }

    @Provides
    @Singleton
    RecipientVerification recipients(NextHopProbe probe, Clock clock) {
        return GatewayRecipients.of(domains, probe, clock);
    }

    @Provides
    @Singleton
    SmtpUtf8Offer smtpUtf8(NextHopProbe probe) {
        if (!gateway.smtp().smtpUtf8()) {
            return SmtpUtf8Offer.NONE;
        }
        var watch = new SmtpUtf8Watch(domains, probe::acceptsUtf8);
        var scheduler = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("smtputf8-watch"));
        watch.start(scheduler);
        domains.addListener((before, now) -> scheduler.execute(watch::check));
        return watch;
    }

    @Provides
    DNSService dnsService(GatewayDns dns) {
        return dns;
    }

    /** The relay networks and the partners' sources, which follow each reload, are let in where strangers are not. */
    @Provides
    @Singleton
    Admission admission() {
        return new Admission(
                new Clients(gateway.relayNetworks(), partners), gateway.smtp().rates(), System::nanoTime);
    }

    @Provides
    FailedHandshakes failedHandshakes() {
        return tls.failures();
    }

    @Provides
    DeliverySettings deliverySettings() {
        var delivery = gateway.delivery();
        return new DeliverySettings(
                gateway.hostname().ascii(),
                delivery.port(),
                delivery.retries(),
                delivery.warnAfter(),
                delivery.giveUpAfter(),
                gateway.tls().suites(),
                new OwnSite(
                        Stream.concat(Stream.of(gateway.smtp().bind()), gateway.smtp().implicitTlsBind().stream())
                                .toList(),
                        () -> domains.get().nextHops(),
                        delivery.privateNetworks()),
                delivery.addresses());
    }

    /** Rejected and failed messages are kept in files below the data directory. */
    @Provides
    @Singleton
    MailRepositoryStoreConfiguration repositories() {
        return MailRepositoryStoreConfiguration.forItems(List.of(new MailRepositoryStoreConfiguration.Item(
                List.of(new Protocol("file")),
                DurableMailRepository.class.getName(),
                new BaseHierarchicalConfiguration())));
    }
}
