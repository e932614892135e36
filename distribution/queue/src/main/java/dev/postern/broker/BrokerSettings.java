package dev.postern.broker;

import dev.postern.journal.JournalFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.TransportConstants;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * Holds the settings of the embedded broker.
 *
 * @param directory where all its files are
 * @param flush how long the disk takes to make a write durable, as it was measured at the start
 * @param heap how much memory the process may have, in bytes
 */
public record BrokerSettings(Path directory, Duration flush, long heap) {
    /** One piece of the stream of a large message, in bytes: each costs the broker and its client a turn of several threads. */
    public static final int PIECE = 256 * 1024;

    private static final int MIB = 1024 * 1024;
    /** Of shorter waits the broker cannot sleep: it would spin, with a processor that the gateway needs. */
    private static final Duration SHORTEST_GATHERING = Duration.ofNanos(200_000);

    private static final Duration LONGEST_GATHERING = Duration.ofMillis(1);
    private static final int MAIN_SHARE = 10;
    private static final int TOTAL_SHARE = 5;

    static BrokerSettings of(Path directory) throws IOException {
        return new BrokerSettings(
                directory, FlushTime.measure(directory), Runtime.getRuntime().maxMemory());
    }

    Configuration configuration(int id) {
        int gathering = Math.toIntExact(
                Math.max(SHORTEST_GATHERING.toNanos(), Math.min(flush.toNanos(), LONGEST_GATHERING.toNanos())));
        return new ConfigurationImpl()
                .setName("postern")
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(false)
                .setPersistenceEnabled(true)
                .setBindingsDirectory(directory("bindings"))
                .setJournalDirectory(directory("journal"))
                .setPagingDirectory(directory("paging"))
                .setLargeMessagesDirectory(directory("large-messages"))
                .setNodeManagerLockDirectory(directory("journal"))
                // Not libaio: where a crash leaves what is tested with this one alone, and the JVM finds the other's
                // library nowhere.
                .setJournalType(JournalType.NIO)
                .setJournalDatasync(true)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setLargeMessageSync(true)
                .setJournalBufferTimeout_NIO(gathering)
                .setPageSyncTimeout(gathering)
                .setJournalBufferSize_NIO(2 * MIB)
                .setJournalFileSize(JournalFormat.JOURNAL_FILE)
                .setJournalMinFiles(2)
                .setJournalPoolFiles(10)
                // A disk that hangs or fails is told to the sender of a message, and ends neither broker nor process.
                .setCriticalAnalyzer(false)
                // Senders are told to come back; they are not left hanging.
                .setMaxDiskUsage(-1)
                .setGlobalMaxSize(heap / TOTAL_SHARE)
                .setMessageExpiryScanPeriod(-1)
                .setAddressQueueScanPeriod(-1)
                .setConfigurationFileRefreshPeriod(-1)
                .addAcceptorConfiguration(new TransportConfiguration(
                        InVMAcceptorFactory.class.getName(), Map.of(TransportConstants.SERVER_ID_PROP_NAME, id)))
                .addAddressSetting("#", ofQueues())
                .addAddressSetting(QueueNames.ALL_SLOTS, ofSlots());
    }

    private String directory(String name) {
        return directory.resolve(name).toString();
    }

    /**
     * Returns the settings of mail queues: messages beyond this share of the heap stay on disk until their turn comes.
     */
    private AddressSettings ofQueues() {
        return common().setMaxSizeBytes(heap / MAIN_SHARE)
                .setPageSizeBytes(4 * MIB)
                .setPrefetchPageBytes(4 * MIB);
    }

    /** Returns the settings of slots: delayed messages stay on disk, because there may be many slots. */
    private static AddressSettings ofSlots() {
        return common().setMaxSizeBytes(MIB / 4).setPageSizeBytes(MIB).setPrefetchPageBytes(MIB / 8);
    }

    private static AddressSettings common() {
        return new AddressSettings()
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxReadPageBytes(-1)
                .setMaxReadPageMessages(-1)
                .setPrefetchPageMessages(-1)
                // No message is ever given up here: that is the delivery's to decide, which tells the sender.
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(0)
                .setNoExpiry(true)
                .setAutoCreateQueues(false)
                .setAutoCreateAddresses(false)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false)
                .setEnableMetrics(false);
    }

    @Override
    public String toString() {
        return "Opened the queue in " + directory + "; a synchronous disk write takes " + flush.toNanos() / 1000
                + " microseconds.";
    }
}
