package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.broker.Broker;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.intake.Intake;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartPhase;
import dev.postern.partner.Partners;
import dev.postern.pressure.BackPressure;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.queue.HandoverMode;
import dev.postern.server.DataDirectory;
import dev.postern.server.Queues;
import dev.postern.server.Watches;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.MessageDirectories;
import java.time.Clock;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.modules.server.RawPostDequeueDecoratorModule;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.ManageableMailQueue;

/** The durable queues, and the watch over them and their disk that refuses new mail in time. */
final class QueueModule extends AbstractModule {
    @Override
    protected void configure() {
        install(new RawPostDequeueDecoratorModule());

        // James's parts ask for the queues under each of these names.
        bind(new TypeLiteral<MailQueueFactory<?>>() {}).to(ArtemisMailQueueFactory.class);
        bind(new TypeLiteral<MailQueueFactory<? extends MailQueue>>() {}).to(ArtemisMailQueueFactory.class);
        bind(new TypeLiteral<MailQueueFactory<? extends ManageableMailQueue>>() {})
                .to(ArtemisMailQueueFactory.class);
        bind(Intake.class).to(BackPressure.class);
    }

    /** @throws ActiveMQException if the broker cannot be talked to */
    @Provides
    @Singleton
    ArtemisMailQueueFactory queues(
            Broker broker,
            MessageDirectories directories,
            DataDirectory data,
            MailQueueItemDecoratorFactory decorators,
            MetricFactory metrics,
            GaugeRegistry gauges,
            Clock clock)
            throws ActiveMQException {
        return ArtemisMailQueueFactory.open(
                broker,
                new DamagedMessages(directories, data.path().resolve("mail/damaged")),
                decorators,
                metrics,
                gauges,
                clock,
                handover());
    }

    /** Set by the benchmark only. */
    private static HandoverMode handover() {
        return HandoverMode.of(System.getProperty(HandoverMode.PROPERTY, HandoverMode.ON.asString()));
    }

    @Provides
    @Singleton
    Watches watches(GatewayConfiguration gateway, Broker broker, DataDirectory data, Partners partners, Clock clock) {
        return Watches.of(gateway.queue(), broker, data, partners, clock);
    }

    @Provides
    BackPressure pressure(Watches watches) {
        return watches.pressure();
    }

    @ProvidesIntoSet
    @Singleton
    Service queues(Queues queues) {
        return Service.of(StartPhase.QUEUES, queues::report, queues::close);
    }

    @ProvidesIntoSet
    @Singleton
    Service watch(Watches watches) {
        return Service.of(StartPhase.WATCHES, watches::start, watches::close);
    }
}
