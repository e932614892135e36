package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.GatewayConfiguration.Queue;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the block {@code queue} means; what is wrong in it stands in the folder of bad configurations. */
class QueueBlockTest {
    private static final String LEAST = "hostname: gw.test\ndomains: [{ domain: a.test, nextHop: \"b.test:25\" }]\n";

    @TempDir
    private Path conf;

    @Test
    void withoutBrokersTheGatewayKeepsItsQueueItself() throws IOException {
        assertThat(queue("{ minFree: 20MiB, maxMessages: 5 }").brokers()).isEmpty();
        assertThat(queue("{ minFree: 20MiB, maxMessages: 5 }").minFree()).isEqualTo(20L << 20);
        assertThat(queue("{}").maxMessages()).isEqualTo(100_000);
    }

    @Test
    void namesBrokers() throws IOException {
        var brokers = queue(
                        "{ brokers: [\"tcp://MQ1.test:61616\", \"tcp://[::1]:61617\"], user: us, password: \"a b\" }")
                .brokers()
                .orElseThrow();
        assertThat(brokers.addresses()).hasToString("[mq1.test:61616, [::1]:61617]");
        assertThat(brokers.user()).isEqualTo("us");
        assertThat(brokers.password().text()).isEqualTo("a b");
        assertThat(brokers.tls()).isEmpty();
    }

    @Test
    void thePasswordMayStandInAFile() throws IOException {
        Files.writeString(conf.resolve("secret"), "a b\r\n");
        var brokers = queue("{ brokers: [\"tcp://mq1.test:61616\"], user: us, passwordFile: secret }")
                .brokers()
                .orElseThrow();
        assertThat(brokers.password().text()).isEqualTo("a b");
    }

    @Test
    void trustAnchorsMeanTls() throws IOException {
        var ca = CertificateAuthority.create("Brokers");
        Files.writeString(conf.resolve("ca.pem"), ca.own().chainPem());
        var brokers = queue("{ brokers: [\"tcp://mq1.test:61616\"], user: us, password: x, trustAnchors: ca.pem }")
                .brokers()
                .orElseThrow();
        assertThat(brokers.tls()).contains(new TrustAnchors(Set.of(ca.certificate())));
    }

    @Test
    void theSchemeTlsMeansTlsByThePublicCas() throws IOException {
        var brokers = queue("{ brokers: [\"tls://mq1.test:61616\"], user: us, password: x }")
                .brokers()
                .orElseThrow();
        assertThat(brokers.tls()).contains(TrustAnchors.ofJvm());
    }

    @Test
    void noWordsShowThePassword() throws IOException {
        Queue queue = queue("{ brokers: [\"tcp://mq1.test:61616\"], user: us, password: Secret1 }");
        assertThat(queue.toString()).contains("(hidden)").doesNotContain("Secret1");
    }

    private Queue queue(String block) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), LEAST + "queue: " + block + "\n");
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        return Configuration.load(conf).gateway().queue();
    }
}
