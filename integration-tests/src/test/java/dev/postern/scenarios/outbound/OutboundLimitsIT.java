package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.LimitedPostfix;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Postfix that accepts little at a time never has to say so to a gateway that keeps its limits. */
class OutboundLimitsIT {
    private static final String BOSS = "boss@example.test";
    private static final String CONNECTIONS = "Connection concurrency";
    private static final String RATE = "Message delivery request rate";

    private static Site site;
    private static LimitedPostfix server;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("outbound-limits");
        server = new LimitedPostfix(site);
        gateway = site.start("""
                defaults: { outbound: { match: [mx.few.test] } }
                partners:
                  - name: few
                    domains: [few.test]
                    outbound: { nextHop: "mx.few.test:%d", maxConnections: 2, maxMessagesPerConnection: 2, maxRecipients: 2 }
                  - name: rated
                    domains: [rated.few.test]
                    outbound: { nextHop: "mx.few.test:%d", rate: { messages: 4, timeUnit: 8s } }
                  - name: free
                    domains: [free.few.test]
                    outbound: { nextHop: "mx.few.test:%d" }
                """.formatted(server.first, server.second, server.third));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        site.close();
    }

    /** Sends letters with one recipient each, and one with five. */
    private static void send(int letters, String domain) throws IOException {
        try (var client = site.insider()) {
            for (int number = 0; number < letters; number++) {
                assertThat(client.mail(BOSS, List.of("bob@" + domain), Letter.from(BOSS))
                                .code())
                        .isEqualTo(250);
            }
        }
    }

    private static void sendToFive(String domain) throws IOException {
        List<String> five = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            five.add(name + "@" + domain);
        }
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, five, Letter.from(BOSS)).code()).isEqualTo(250);
        }
    }

    private static long arrived(String domain) {
        return server.postfix.mailbox().received().stream()
                .flatMap(message -> message.recipients().stream())
                .filter(recipient -> recipient.endsWith("@" + domain))
                .count();
    }

    private static String queue() {
        return Command.run(
                        site.folder.root(),
                        Await.PATIENCE,
                        GatewayProcess.command(
                                List.of(), "queue", "--data", site.folder.data().toString()))
                .out();
    }

    @Test
    void theServerIsNeverAskedForMoreThanItAccepts() throws IOException {
        send(8, "rated.few.test");
        // Asked at once: a slow machine may need the 14 seconds of these eight for the letters that follow.
        assertThat(queue()).containsPattern("rated +[1-8] .*rate: 4 messages in 8s, the last one at ");
        send(6, "few.test");
        sendToFive("few.test");

        Await.until("all for few.test", Await.PATIENCE, () -> arrived("few.test") == 11);
        gateway.awaitLine("Mail for partner rated exceeds its rate, 4 messages in 8s");
        Await.until("all for rated.few.test", Await.PATIENCE, () -> arrived("rated.few.test") == 8);

        assertThat(server.wasExceeded(CONNECTIONS)).isFalse();
        assertThat(server.wasExceeded(RATE)).isFalse();
        assertThat(server.connections())
                .as("those that are over: two messages each, and no recipient too many")
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(line -> line.matches("mail=[12] rcpt=[1-4]|mail=8 rcpt=8"));
        assertThat(gateway.lines()).noneMatch(line -> line.contains("verdict=deferred"));

        theSameServerSaysSoToWhomHasNoLimits();
    }

    private static void theSameServerSaysSoToWhomHasNoLimits() throws IOException {
        send(40, "free.few.test");

        Await.until("too many connections", Await.PATIENCE, () -> server.wasExceeded(CONNECTIONS));
        Await.until("too many messages", Await.PATIENCE, () -> server.wasExceeded(RATE));
    }
}
