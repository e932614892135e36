package dev.postern.server;

import com.google.common.base.Throwables;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import dev.postern.config.ConfigurationException;
import dev.postern.delivery.OutboundEngine;
import dev.postern.gateway.Configuration;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.gateway.GatewayConfiguration.Brokers;
import dev.postern.listener.BindAddress;
import dev.postern.listener.GatewaySmtpServerFactory;
import dev.postern.listener.ServerTls;
import dev.postern.partner.PartnersWatch;
import dev.postern.pressure.BackPressure;
import dev.postern.pressure.BacklogLog;
import dev.postern.pressure.StorageLimits;
import dev.postern.pressure.StorageWatch;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.queue.Broker;
import dev.postern.queue.BrokerFailure;
import dev.postern.queue.BrokerSessions;
import dev.postern.queue.EmbeddedBroker;
import dev.postern.queue.ExternalBrokers;
import dev.postern.queue.QueueBacklog;
import dev.postern.queue.QueueCounts;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.UnusableCertificateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running gateway. Started and stopped once, by one thread. */
final class Gateway {
    private static final Logger LOGGER = LoggerFactory.getLogger(Gateway.class);
    private static final Duration SESSIONS = Duration.ofSeconds(10);
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(20);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final GatewayConfiguration configuration;
    private final PartnersWatch partners;
    private final ServerTls tls;
    private final DataDirectory data;
    private final List<OutboundEngine> engines = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService certificateWatch = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "certificate-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Path conf;
    private final Clock clock = Clock.systemUTC();
    private final AtomicBoolean takesMail = new AtomicBoolean();

    private Gateway(Configuration loaded, ServerTls tls, DataDirectory data, Path conf) {
        this.configuration = loaded.gateway();
        this.partners = loaded.partners();
        this.tls = tls;
        this.data = data;
        this.conf = conf;
    }

    /** What a running gateway is stopped by. */
    record Running(
            Gateway gateway,
            GatewaySmtpServerFactory listeners,
            Pipeline pipeline,
            Queues queues,
            Watches watches,
            HealthPort health) {}

    /** What looks at the queues all the time. */
    record Watches(BackPressure pressure, BacklogLog backlog) {}

    /** The queues, what they hold, and the broker that keeps it. */
    record Queues(Broker broker, ArtemisMailQueueFactory factory, Backlog backlog) {}

    /**
     * Reads the configuration, and only when all of it is good opens anything.
     *
     * @throws ConfigurationException with all problems of both files
     * @throws StartFailure if something outside the configuration is in the way
     */
    static Running start(Path conf, Path dataPath) throws StartFailure {
        Configuration loaded = Configuration.load(conf);
        ServerTls tls = certificate(loaded.gateway());
        DataDirectory data = DataDirectory.open(dataPath);
        System.setProperty("java.io.tmpdir", data.temporary().toString());
        return new Gateway(loaded, tls, data, conf).open();
    }

    private static ServerTls certificate(GatewayConfiguration gateway) throws StartFailure {
        var files =
                new CertificateFiles(gateway.tls().certificate(), gateway.tls().privateKey());
        try {
            return ServerTls.ofFilesOrSelfSigned(
                    files, gateway.hostname(), gateway.tls().minVersion(), Clock.systemUTC());
        } catch (UnusableCertificateException e) {
            throw new StartFailure(ExitStatus.CONFIGURATION, "The gateway's certificate: " + e.getMessage(), e);
        }
    }

    private Running open() throws StartFailure {
        Broker broker = broker();
        try {
            return open(broker);
        } catch (StartFailure | RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private Broker broker() throws StartFailure {
        Optional<Brokers> external = configuration.queue().brokers();
        try {
            return external.isPresent()
                    ? ExternalBrokers.connect(external.get(), data.temporary(), BROKER_PATIENCE)
                    : EmbeddedBroker.start(data.queue());
        } catch (BrokerFailure e) {
            int status = external.isPresent() ? ExitStatus.UNAVAILABLE : ExitStatus.IO_ERROR;
            throw new StartFailure(status, String.valueOf(e.getMessage()), e);
        }
    }

    private Running open(Broker broker) throws StartFailure {
        var limits = new StorageLimits(
                configuration.queue().minFree(), configuration.queue().maxMessages());
        var counts = new QueueCounts(broker);
        var pressure = new BackPressure(limits, new StorageWatch(data.path(), limits, broker, counts, clock), clock);
        var watches = new Watches(pressure, new BacklogLog(new QueueBacklog(broker), partners, clock));
        Injector injector = Guice.createInjector(
                new GatewayModule(configuration, partners, tls, engines::add, broker, pressure, conf, data.path()));
        Queues queues = queues(injector, broker);
        Pipeline pipeline = injector.getInstance(Pipeline.class);
        var listeners = injector.getInstance(GatewaySmtpServerFactory.class);
        try {
            listeners.configure(
                    injector.getInstance(ConfigurationProvider.class).getConfiguration("smtpserver"));
            pipeline.start();
        } catch (Exception e) { // James's parts declare no less
            throw new StartFailure(ExitStatus.CONFIGURATION, "The mail pipeline cannot start: " + causes(e), e);
        }
        HealthPort health = healthPort(pressure);
        try {
            listeners.init();
        } catch (Exception e) {
            health.close();
            // Whatever is not the network's fault is smtpserver.xml's.
            int status = Throwables.getRootCause(e) instanceof IOException
                    ? ExitStatus.UNAVAILABLE
                    : ExitStatus.CONFIGURATION;
            throw new StartFailure(status, "The SMTP listeners cannot start: " + causes(e), e);
        }
        if (listeners.getServers().stream().noneMatch(AbstractConfigurableAsyncServer::isEnabled)) {
            health.close();
            throw new StartFailure(
                    ExitStatus.CONFIGURATION,
                    "smtpserver.xml opens no listener: at least one <smtpserver> must be enabled.",
                    new IllegalStateException("no listener"));
        }
        takesMail.set(true);
        partners.addListener((before, now) -> flush());
        partners.start();
        tls.watch(certificateWatch);
        pressure.start();
        watches.backlog().start();
        return new Running(this, listeners, pipeline, queues, watches, health);
    }

    private static Queues queues(Injector injector, Broker broker) throws StartFailure {
        try {
            var queues = new Queues(
                    broker, injector.getInstance(ArtemisMailQueueFactory.class), injector.getInstance(Backlog.class));
            LOGGER.info(
                    "messages in the queues from before: {} {}",
                    queues.backlog().size(),
                    found(broker));
            return queues;
        } catch (ProvisionException | MailQueue.MailQueueException | ActiveMQException e) {
            throw new StartFailure(ExitStatus.UNAVAILABLE, "The queue cannot be opened: " + causes(e), e);
        }
    }

    private static String found(BrokerSessions broker) throws ActiveMQException {
        return new QueueCounts(broker)
                .read().entrySet().stream()
                        .filter(queue -> queue.getValue().all() > 0)
                        .map(queue -> queue.getKey() + "=" + queue.getValue().all())
                        .collect(Collectors.joining(" ", "(", ")"));
    }

    private HealthPort healthPort(BackPressure pressure) throws StartFailure {
        try {
            return new HealthPort(configuration.admin(), takesMail::get, pressure::refusal);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitStatus.UNAVAILABLE,
                    "Cannot listen on " + BindAddress.text(configuration.admin()) + " (admin.bind in gateway.yaml): "
                            + e.getMessage(),
                    e);
        }
    }

    /** What waits for a partner may be free to go under its changed entry. */
    private void flush() {
        for (OutboundEngine engine : engines) {
            try {
                engine.flush();
            } catch (MailQueue.MailQueueException e) {
                LOGGER.error("what waits in an outgoing queue is not tried at once, but at its time", e);
            }
        }
    }

    /** Takes no more mail, finishes what is in hand within a bound, and stops. */
    static void stop(Running running) {
        running.gateway().takesMail.set(false);
        running.gateway().partners.close();
        running.gateway().certificateWatch.shutdownNow();
        endSessions(running.listeners());
        running.listeners().destroy();
        drain(running.queues());
        running.pipeline().stop();
        running.watches().pressure().close();
        running.watches().backlog().close();
        running.queues().factory().close();
        running.queues().broker().close();
        running.health().close();
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

    private static void drain(Queues queues) {
        try {
            queues.backlog().awaitQuiet(DRAIN);
            queues.factory().stopDelivery();
            long left = queues.backlog().size();
            if (left > 0) {
                LOGGER.info("messages that wait in the queues for the next start: {}", left);
            }
        } catch (MailQueue.MailQueueException e) {
            LOGGER.error("what the queues hold cannot be told; it is kept", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    GatewayConfiguration configuration() {
        return configuration;
    }

    PartnersWatch partners() {
        return partners;
    }

    ServerTls tls() {
        return tls;
    }

    private static String causes(Throwable error) {
        var words = new StringBuilder(String.valueOf(error.getMessage()));
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && words.indexOf(cause.getMessage()) < 0) {
                words.append(": ").append(cause.getMessage());
            }
        }
        return words.toString();
    }
}
