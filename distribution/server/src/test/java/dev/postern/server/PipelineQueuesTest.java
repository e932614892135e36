package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineQueuesTest {
    /**
     * Notices go to whatever server a stranger's domain names. Fifty that never answer hold all workers of a queue: what
     * comes in for our own servers, and what goes to partners, must wait in others.
     */
    @Test
    void strangersServersThatHangHoldUpNeitherOurMailNorPartners(@TempDir Path empty) throws Exception {
        var xml = new JamesXml(
                        empty,
                        Map.of(
                                "gateway.postmaster", "postmaster@example.org",
                                "gateway.delivery.dsn.maxMessages", "1000",
                                "gateway.delivery.dsn.retries", "600 seconds",
                                "gateway.delivery.dsn.giveUpAfter", "14400 seconds",
                                "gateway.mail.noticePeriod", "3600 seconds"))
                .getConfiguration("mailetcontainer");
        Map<String, String> queueOf = new LinkedHashMap<>();
        for (HierarchicalConfiguration<ImmutableNode> processor : xml.configurationsAt("processors.processor")) {
            for (HierarchicalConfiguration<ImmutableNode> mailet : processor.configurationsAt("mailet")) {
                if (mailet.getString("[@class]").endsWith("PartnerRemoteDelivery")) {
                    queueOf.put(mailet.getString("[@match]"), mailet.getString("outgoing"));
                }
            }
        }

        assertThat(queueOf.keySet())
                .containsExactly(
                        "dev.postern.matchers.RecipientIsPartner",
                        "HostIsLocal",
                        "dev.postern.matchers.DsnToStranger",
                        "dev.postern.matchers.MayLeave");
        assertThat(queueOf.values()).doesNotHaveDuplicates();
    }
}
