package dev.postern.bench;

import com.google.inject.Guice;
import java.nio.file.Path;
import org.apache.activemq.store.PersistenceAdapter;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;
import org.apache.activemq.store.kahadb.disk.journal.Journal.JournalDiskSyncStrategy;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.filesystem.api.JamesDirectoriesProvider;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.activemq.ActiveMQMailQueueFactory;
import org.apache.james.queue.activemq.EmbeddedActiveMQ;
import org.apache.james.queue.activemq.metric.ActiveMQMetricCollectorNoop;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.server.core.filesystem.FileSystemImpl;

/** James's queue on the embedded ActiveMQ Classic, wired as James wires it: persistent, its journal synced at each write. */
record ClassicQueue(EmbeddedActiveMQ broker, ActiveMQMailQueueFactory factory, MailQueue queue)
        implements QueueUnderTest {
    /**
     * Starts it.
     *
     * @param contentInFiles James's default, by which the message itself is in a file beside the journal that nobody
     *     syncs: a crash may lose the content of what was accepted. Otherwise it is in the journal, which is synced.
     */
    static ClassicQueue open(Path folder, boolean contentInFiles, MetricFactory metrics, GaugeRegistry gauges)
            throws Exception {
        var store = new KahaDBPersistenceAdapter();
        store.setJournalDiskSyncStrategy(JournalDiskSyncStrategy.ALWAYS.name());
        EmbeddedActiveMQ broker = Guice.createInjector(binder -> {
                    binder.bind(FileSystem.class).toInstance(new FileSystemImpl(directories(folder)));
                    binder.bind(PersistenceAdapter.class).toInstance(store);
                })
                .getInstance(EmbeddedActiveMQ.class);
        var factory = new ActiveMQMailQueueFactory(
                broker.getConnectionFactory(),
                new RawMailQueueItemDecoratorFactory(),
                metrics,
                gauges,
                new ActiveMQMetricCollectorNoop());
        factory.setUseJMX(false);
        factory.setUseBlobMessages(contentInFiles);
        factory.init();
        return new ClassicQueue(
                broker,
                factory,
                factory.createQueue(MailQueueName.of("bench"), MailQueueFactory.defaultPrefetchCount()));
    }

    private static JamesDirectoriesProvider directories(Path folder) {
        return new JamesDirectoriesProvider() {
            @Override
            public String getAbsoluteDirectory() {
                return "/";
            }

            @Override
            public String getConfDirectory() {
                return folder + "/conf/";
            }

            @Override
            public String getVarDirectory() {
                return folder + "/var/";
            }

            @Override
            public String getRootDirectory() {
                return folder.toString();
            }
        };
    }

    @Override
    public void close() throws Exception {
        factory.destroy();
        broker.stop();
    }
}
