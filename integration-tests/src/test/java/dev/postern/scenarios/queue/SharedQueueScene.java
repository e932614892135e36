package dev.postern.scenarios.queue;

import dev.postern.testing.gateway.BrokerPair;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Two gateways of one organisation that share the queue of a replicated pair of brokers. */
final class SharedQueueScene implements AutoCloseable {
    /** Clients that try again at once while no broker answers would reach the limit of one address. */
    private static final String UNLIMITED = "smtp:\n  rates: { connections: 0 }\n";

    final BrokerPair brokers;
    final Site one;
    final Site other;
    final GatewayProcess gatewayOne;
    final GatewayProcess gatewayOther;

    SharedQueueScene(String name) {
        one = Site.named(name + "-one");
        other = Site.named(name + "-other");
        brokers = BrokerPair.replicated(one.folder.root().resolve("brokers"));
        gatewayOne = start(one, brokers);
        gatewayOther = start(other, brokers);
    }

    static GatewayProcess start(Site site, BrokerPair brokers) {
        configure(site, brokers.queueYaml(), brokers.ca.own().chainPem());
        return site.start("partners: []\n");
    }

    static void configure(Site site, String queueYaml, String anchors) {
        site.folder
                .write("tls/brokers-ca.pem", anchors)
                .write("gateway.yaml", site.gatewayYaml().replace("smtp:\n", UNLIMITED) + queueYaml)
                .write("partners.yaml", "partners: []\n");
    }

    /** Waits until each of these is at one of the mail servers inside, byte for byte. Returns how many came twice. */
    int awaitAll(List<Letter> letters) {
        Await.until("every acknowledged letter has arrived", Await.PATIENCE, () -> missing(letters) == 0);
        return letters.stream()
                .mapToInt(letter -> Math.toIntExact(copies(letter)) - 1)
                .sum();
    }

    private long missing(List<Letter> letters) {
        return letters.stream().filter(letter -> copies(letter) == 0).count();
    }

    private long copies(Letter letter) {
        return Stream.of(one, other)
                .flatMap(site -> site.inside.received().stream())
                .filter(received -> received.content().endsWith(letter.content()))
                .count();
    }

    @Override
    public void close() throws IOException {
        one.close();
        other.close();
        brokers.close();
    }
}
