package dev.postern.broker;

import static org.mockito.Mockito.mock;

import dev.postern.queue.ArtemisMailQueue;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.queue.HandoverMode;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.MessageDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker for all tests of a class, in a directory of its own; each test finds it without queues. */
public final class BrokerExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    public static final MailQueueName NAME = MailQueueName.of("spool");

    private final List<ArtemisMailQueueFactory> factories = new ArrayList<>();
    private Optional<Path> directory = Optional.empty();
    private Optional<EmbeddedBroker> broker = Optional.empty();

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        directory = Optional.of(Files.createTempDirectory("broker"));
        broker = Optional.of(EmbeddedBroker.start(directory.get(), Clock.systemUTC()));
    }

    @Override
    public void afterEach(ExtensionContext context) throws ActiveMQException {
        factories.forEach(ArtemisMailQueueFactory::close);
        factories.clear();
        var queues = new BrokerQueues(broker());
        for (String name : queues.names()) {
            queues.delete(name);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        broker().close();
        try (Stream<Path> files = Files.walk(directory())) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    public EmbeddedBroker broker() {
        return broker.orElseThrow();
    }

    /** Where damaged messages go. */
    Path aside() {
        return directory().resolve("aside");
    }

    public Path directory() {
        return directory.orElseThrow();
    }

    public ArtemisMailQueueFactory open(MetricFactory metrics, GaugeRegistry gauges) throws ActiveMQException {
        return open(metrics, gauges, HandoverMode.ON);
    }

    private ArtemisMailQueueFactory open(MetricFactory metrics, GaugeRegistry gauges, HandoverMode handover)
            throws ActiveMQException {
        var factory = ArtemisMailQueueFactory.open(
                broker(),
                new DamagedMessages(new MessageDirectories(new EnvelopeCodec()), aside()),
                new RawMailQueueItemDecoratorFactory(),
                metrics,
                gauges,
                Clock.systemUTC(),
                handover);
        factories.add(factory);
        return factory;
    }

    public ArtemisMailQueueFactory open() throws ActiveMQException {
        return open(HandoverMode.ON);
    }

    public ArtemisMailQueueFactory open(HandoverMode handover) throws ActiveMQException {
        return open(new RecordingMetricFactory(), mock(GaugeRegistry.class), handover);
    }

    public ArtemisMailQueue queue() throws ActiveMQException {
        return open().createQueue(NAME);
    }
}
