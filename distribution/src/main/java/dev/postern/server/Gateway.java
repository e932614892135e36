package dev.postern.server;

import com.google.common.base.Throwables;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.postern.admin.AdminServer;
import dev.postern.admin.OutboundQueues;
import dev.postern.admin.QueuePage;
import dev.postern.admission.Admission;
import dev.postern.broker.Broker;
import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.UnusableCertificateException;
import dev.postern.changes.LastConfirmation;
import dev.postern.changes.LastPartners;
import dev.postern.changes.Releases;
import dev.postern.changes.RuleRetention;
import dev.postern.config.ConfigurationException;
import dev.postern.domains.DomainsWatch;
import dev.postern.expiry.ConfiguredCertificates;
import dev.postern.expiry.ExpiryWatch;
import dev.postern.gateway.Configuration;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.gateway.LoopbackRelay;
import dev.postern.gateway.UnencryptedHops;
import dev.postern.inhand.InHand;
import dev.postern.listener.BindAddress;
import dev.postern.listener.GatewaySmtpServerFactory;
import dev.postern.listener.ServerTls;
import dev.postern.partnersfile.PartnersLoss;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.pressure.BackPressure;
import dev.postern.reload.Reload;
import dev.postern.retention.MailRetention;
import dev.postern.thread.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway. Started and stopped once, by one thread. */
public final class Gateway {
    private static final Logger LOGGER = LoggerFactory.getLogger(Gateway.class);
    private static final Duration SESSIONS = Duration.ofSeconds(10);

    private final GatewayConfiguration configuration;
    private final DomainsWatch domains;
    private final PartnersWatch partners;
    private final ServerTls tls;
    private final ExpiryWatch expiry;
    private final DataDirectory data;
    private final OutboundQueues outbound;
    private final Releases releases;
    private final InHand inHand;
    private final ScheduledExecutorService certificateWatch =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("certificate-watch"));
    private final Path conf;
    private final Clock clock = Clock.systemUTC();
    private final AtomicBoolean takesMail = new AtomicBoolean();

    private Gateway(Configuration loaded, ServerTls tls, DataDirectory data, Path conf, InHand inHand) {
        this.configuration = loaded.gateway();
        this.domains = loaded.domains();
        this.partners = loaded.partners();
        this.tls = tls;
        this.expiry =
                ExpiryWatch.of(new ConfiguredCertificates(configuration, tls::certificate, domains, partners), clock);
        this.data = data;
        this.inHand = inHand;
        this.releases = Releases.open(data.path().resolve("releases"), clock);
        this.outbound = new OutboundQueues(partners, releases, inHand);
        this.conf = conf;
    }

    /** What a running gateway is stopped by. */
    public record Running(
            Gateway gateway,
            GatewaySmtpServerFactory listeners,
            Admission admission,
            Pipeline pipeline,
            Queues queues,
            Watches watches,
            MailRetention retention,
            AdminServer health) {}

    /**
     * Reads the configuration, and only when all of it is good opens anything.
     *
     * @param environment its {@code POSTERN_} variables stand over the keys of {@code gateway.yaml}
     * @throws ConfigurationException with all problems of both files and of the environment
     * @throws StartFailure if something outside the configuration is in the way
     */
    public static Running start(Path conf, Path dataPath, Map<String, String> environment) throws StartFailure {
        Configuration loaded = Configuration.load(conf, environment);
        ServerTls tls = certificate(loaded.gateway());
        DataDirectory data = DataDirectory.open(dataPath);
        if (!data.hasTemporaryFiles()) {
            LOGGER.warn(
                    "Messages in hand are buffered in {}, where nobody looks whether there is room, and not in {}:"
                            + " start the gateway by bin/postern, or Java with -Djava.io.tmpdir={}",
                    System.getProperty("java.io.tmpdir"),
                    data.temporary(),
                    data.temporary());
        }
        var last = new LastPartners(data.path().resolve("partners.last"));
        loaded.partners().remember(new LastConfirmation(data.path().resolve("partners.confirmation")));
        Optional<PartnersLoss> loss = last.lossOf(loaded.partners().current());
        if (loss.isPresent() && !loaded.partners().isConfirmed()) {
            throw lostPartners(loss.get(), loaded.partners(), data);
        }
        last.write(loaded.partners().current());
        if (loss.isPresent()) {
            loaded.partners().useConfirmation();
        }
        loaded.partners().addListener((before, now) -> last.write(now));
        loaded.warnings().forEach(warning -> LOGGER.warn("{}", warning));
        return new Gateway(loaded, tls, data, conf, inHand(data)).open();
    }

    private static InHand inHand(DataDirectory data) throws StartFailure {
        try {
            return InHand.open(data.path());
        } catch (IOException e) {
            throw new StartFailure(
                    ExitStatus.UNAVAILABLE,
                    "The data directory " + data.path() + " cannot be used: " + e.getMessage() + ".",
                    e);
        }
    }

    private static StartFailure lostPartners(PartnersLoss loss, PartnersWatch partners, DataDirectory data) {
        String words = partners.confirmation().partnersFile() + " has lost most partners since the gateway ran last. "
                + loss.words(partners.confirmation());
        LOGGER.error("{}", words);
        try {
            data.close();
        } catch (IOException e) {
            LOGGER.warn("the data directory's lock was not released cleanly", e);
        }
        return new StartFailure(ExitStatus.CONFIGURATION, words, new IllegalStateException("partners lost"));
    }

    private static ServerTls certificate(GatewayConfiguration gateway) throws StartFailure {
        var files =
                new CertificateFiles(gateway.tls().certificate(), gateway.tls().privateKey());
        try {
            return ServerTls.ofFilesOrSelfSigned(
                    files,
                    gateway.hostname(),
                    gateway.tls().minVersion(),
                    gateway.tls().suites(),
                    Clock.systemUTC());
        } catch (UnusableCertificateException e) {
            throw new StartFailure(ExitStatus.CONFIGURATION, "The gateway's certificate: " + e.getMessage(), e);
        }
    }

    private Running open() throws StartFailure {
        Broker broker = GatewayBroker.open(configuration.queue().brokers(), data, clock);
        try {
            return open(broker);
        } catch (StartFailure | RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private Running open(Broker broker) throws StartFailure {
        var watches = Watches.of(configuration.queue(), broker, data, partners, clock);
        Injector injector = Guice.createInjector(new GatewayModule(
                configuration,
                domains,
                partners,
                tls,
                outbound::add,
                broker,
                watches.pressure(),
                conf,
                data.path(),
                releases,
                inHand));
        Queues queues = Queues.open(injector, broker);
        Pipeline pipeline = injector.getInstance(Pipeline.class);
        var listeners = injector.getInstance(GatewaySmtpServerFactory.class);
        try {
            listeners.configure(
                    injector.getInstance(ConfigurationProvider.class).getConfiguration("smtpserver"));
            pipeline.prepare();
        } catch (Exception e) { // James's parts declare no less
            throw new StartFailure(
                    ExitStatus.CONFIGURATION, "The mail pipeline cannot start: " + StartFailure.causes(e), e);
        }
        MailRetention retention = injector.getInstance(MailRetention.class);
        AdminServer health = healthPort(watches.pressure(), retention, pipeline);
        try {
            listeners.init();
        } catch (Exception e) {
            health.close();
            // Whatever is not the network's fault is smtpserver.xml's.
            int status = Throwables.getRootCause(e) instanceof IOException
                    ? ExitStatus.UNAVAILABLE
                    : ExitStatus.CONFIGURATION;
            throw new StartFailure(status, "The SMTP listeners cannot start: " + StartFailure.causes(e), e);
        }
        if (listeners.getServers().stream().noneMatch(AbstractConfigurableAsyncServer::isEnabled)) {
            health.close();
            throw new StartFailure(
                    ExitStatus.CONFIGURATION,
                    "smtpserver.xml opens no listener: at least one <smtpserver> must be enabled.",
                    new IllegalStateException("no listener"));
        }
        // Not before: a start that fails would break off what it had begun to deliver, which then is delivered again.
        outbound.start();
        pipeline.start();
        takesMail.set(true);
        LoopbackRelay.warnings(configuration).forEach(LOGGER::warn);
        OwnNames.warnings(configuration, partners.current()).forEach(LOGGER::warn);
        partners.addListener((before, now) -> OwnNames.warnings(configuration, now).stream()
                .filter(warning -> !OwnNames.warnings(configuration, before).contains(warning))
                .forEach(LOGGER::warn));
        partners.addListener(new RuleRetention(outbound::count));
        // What waits for a partner may be free to go under its changed entry.
        partners.addListener((before, now) ->
                outbound.flush(domain -> !before.partnerOf(domain).equals(now.partnerOf(domain))));
        UnencryptedHops.warn(configuration, domains.get(), partners.current());
        partners.addListener((before, now) -> {
            if (before.partners().isEmpty()) {
                UnencryptedHops.warn(configuration, domains.get(), now);
            }
        });
        partners.addListener((before, now) -> domains.partnersChanged());
        domains.addListener((before, now) -> partners.retryRefused());
        // So may what waits for an own domain, to its changed next hops.
        domains.addListener(
                (before, now) -> outbound.flush(domain -> !before.of(domain).equals(now.of(domain))));
        partners.start();
        domains.start(certificateWatch);
        tls.watch(certificateWatch);
        expiry.start(certificateWatch);
        Admission admission = injector.getInstance(Admission.class);
        admission.watch(certificateWatch);
        watches.start();
        retention.start();
        return new Running(this, listeners, admission, pipeline, queues, watches, retention, health);
    }

    private AdminServer healthPort(BackPressure pressure, MailRetention retention, Pipeline pipeline)
            throws StartFailure {
        try {
            var port = new AdminServer(
                    configuration.admin(),
                    data.instance(),
                    takesMail::get,
                    pressure::refusal,
                    expiry::soon,
                    () -> Stream.of(retention.problems(), pipeline.problems())
                            .flatMap(List::stream)
                            .toList(),
                    new QueuePage(outbound));
            data.announce(configuration.admin());
            return port;
        } catch (IOException e) {
            throw new StartFailure(
                    ExitStatus.UNAVAILABLE,
                    "Cannot listen on " + BindAddress.text(configuration.admin()) + " (admin.bind in gateway.yaml): "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Takes no more mail, finishes what is in hand within a bound, and stops.
     *
     * @param onPurpose false if the program itself called for the end of the process: what it has in hand may be why
     */
    public static void stop(Running running, boolean onPurpose) {
        if (onPurpose) {
            running.gateway().inHand.stopping();
        }
        running.gateway().takesMail.set(false);
        running.gateway().partners.close();
        running.gateway().certificateWatch.shutdownNow();
        endSessions(running.listeners());
        running.listeners().destroy();
        running.admission().report();
        running.queues().drain();
        running.pipeline().stop();
        running.watches().close();
        running.retention().close();
        running.queues().close();
        running.health().close();
        running.gateway().inHand.close();
        try {
            running.gateway().data.close();
        } catch (IOException e) {
            LOGGER.warn("the data directory's lock was not released cleanly", e);
        }
    }

    private static void endSessions(GatewaySmtpServerFactory listeners) {
        try {
            listeners.endSessions(SESSIONS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what reads the files of the running gateway again. */
    public Reload reload(Map<String, String> environment) {
        return new Reload(domains, partners, tls, configuration, conf, environment);
    }

    public GatewayConfiguration configuration() {
        return configuration;
    }

    public DomainsWatch domains() {
        return domains;
    }

    public PartnersWatch partners() {
        return partners;
    }

    public ServerTls tls() {
        return tls;
    }
}
