package dev.postern.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A broker that would drop mail, or keep a gateway hanging, is not used. */
@Execution(ExecutionMode.CONCURRENT)
class BrokerRequirementsTest {
    @TempDir
    private Path directory;

    private interface Change extends BiConsumer<Configuration, AddressSettings> {}

    static Stream<Arguments> unsafe() {
        return Stream.of(
                changed("persistence-enabled must be true", (broker, all) -> broker.setPersistenceEnabled(false)),
                changed(
                        "journal-sync-non-transactional must be true",
                        (broker, all) -> broker.setJournalSyncNonTransactional(false)),
                changed(
                        "journal-sync-transactional must be true",
                        (broker, all) -> broker.setJournalSyncTransactional(false)),
                changed("persist-id-cache must be true", (broker, all) -> broker.setPersistIDCache(false)),
                changed("max-delivery-attempts must be -1", (broker, all) -> all.setMaxDeliveryAttempts(10)),
                changed(
                        "address-full-policy must be PAGE or FAIL",
                        (broker, all) -> all.setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP)),
                changed(
                        "address-full-policy must be PAGE or FAIL",
                        (broker, all) -> all.setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)),
                changed(
                        "disk-full-policy must be FAIL",
                        (broker, all) -> all.setDiskFullMessagePolicy(DiskFullMessagePolicy.BLOCK)),
                changed(
                        "disk-full-policy must be FAIL",
                        (broker, all) -> all.setDiskFullMessagePolicy(DiskFullMessagePolicy.DROP)),
                changed(
                        "page-full-policy must be FAIL",
                        (broker, all) ->
                                all.setPageLimitMessages(100L).setPageFullMessagePolicy(PageFullMessagePolicy.DROP)),
                changed(
                        "no-expiry must be true",
                        (broker, all) -> all.setNoExpiry(false).setExpiryDelay(1000L)),
                changed("default-ring-size must be -1", (broker, all) -> all.setDefaultRingSize(10)),
                changed("default-last-value-queue", (broker, all) -> all.setDefaultLastValueQueue(true)),
                changed("default-non-destructive", (broker, all) -> all.setDefaultNonDestructive(true)));
    }

    private static Arguments changed(String demand, Change change) {
        return Arguments.of(demand, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsafe")
    void aBrokerThatCouldLoseMailIsRefused(String demand, Change change) throws Exception {
        try (var server = BrokerOnTcp.start(directory.resolve("broker"), change)) {
            assertThatThrownBy(() -> server.connect(directory.resolve("gateway")))
                    .isInstanceOf(BrokerFailure.class)
                    .hasMessageContaining("could lose mail")
                    .hasMessageContaining(demand);
        }
    }

    @Test
    void anUnsafeRuleForThePlaceWhereDelayedMailWaitsIsSeen() throws Exception {
        try (var server = BrokerOnTcp.start(
                directory.resolve("broker"),
                (broker, all) -> broker.addAddressSetting(
                        QueueNames.ALL_SLOTS, new AddressSettings().setMaxDeliveryAttempts(3)))) {
            assertThatThrownBy(() -> server.connect(directory.resolve("gateway")))
                    .hasMessageContaining("max-delivery-attempts must be -1 for postern-later.outgoing.1")
                    .hasMessageNotContaining("for postern.spool");
        }
    }

    @Test
    void aBrokerThatKeepsMailIsUsed() throws Exception {
        try (var server = BrokerOnTcp.start(directory.resolve("broker"));
                var broker = server.connect(directory.resolve("gateway"))) {
            assertThat(broker.fault()).isEmpty();
        }
    }
}
