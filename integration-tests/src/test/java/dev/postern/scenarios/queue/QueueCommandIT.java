package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code postern queue} and {@code postern queue flush} against a running gateway that tries nothing again by itself. */
class QueueCommandIT {
    private static final String BOSS = "boss@example.test";
    private static Site site;
    private static ScriptedSmtpServer contoso;
    private static ScriptedSmtpServer fabrikam;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("queue-command");
        contoso = ScriptedSmtpServer.start(ServerScript.noStartTls());
        fabrikam = ScriptedSmtpServer.start(ServerScript.noStartTls());
        site.zone.a("mx.contoso.test", "127.0.0.1").a("mx.fabrikam.test", "127.0.0.1");
        site.folder.write("gateway.yaml", site.gatewayYaml().replace("retries: [2s]", "retries: [1h]"));
        gateway = site.start("partners:\n" + entry("contoso", contoso) + entry("fabrikam", fabrikam));
    }

    @AfterAll
    static void stop() throws IOException {
        contoso.close();
        fabrikam.close();
        site.close();
    }

    private static String entry(String name, ScriptedSmtpServer server) {
        return """
                  - name: %1$s
                    domains: [%1$s.test, "*.%1$s.test"]
                    outbound: { level: encrypt, nextHop: "mx.%1$s.test:%2$d" }
                """.formatted(name, server.port());
    }

    private static Command.Outcome queue(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("queue", "--data", site.folder.data().toString()));
        all.addAll(List.of(arguments));
        return Command.run(
                site.folder.root(), Await.PATIENCE, GatewayProcess.command(List.of(), all.toArray(String[]::new)));
    }

    private static Letter held(String recipient, String partner) throws IOException {
        var letter = Letter.from(BOSS);
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, recipient, letter).code()).isEqualTo(250);
        }
        Await.until(
                partner + " has mail that waits",
                Await.PATIENCE,
                () -> queue().out().contains(partner));
        return letter;
    }

    @Test
    void whatWaitsIsListedAndOnlyThePartnerThatIsNamedIsTried() throws IOException {
        var toContoso = held("bob@contoso.test", "contoso");
        var below = held("bob@eu.contoso.test", "contoso");
        var toFabrikam = held("bob@fabrikam.test", "fabrikam");
        // A message that is being tried would come back to the queue after the flush.
        gateway.awaitLine("outbound", "partner=contoso ", "verdict=deferred");
        gateway.awaitLine("outbound", "partner=fabrikam ", "verdict=deferred");
        Await.until("both wait", Await.PATIENCE, () -> queue().out().matches("(?s).*contoso +2 .*fabrikam +1 .*"));
        contoso.become(ServerScript.tls(TlsOffer.with(site.ca.issue("mx.contoso.test"))));
        fabrikam.become(ServerScript.tls(TlsOffer.with(site.ca.issue("mx.fabrikam.test"))));

        var flushed = queue("flush", "contoso");

        assertThat(flushed.status()).as(flushed.err()).isZero();
        assertThat(flushed.out()).isEqualTo("Flushing the queue for partner contoso.\n");
        assertThat(contoso.await(toContoso).tls()).isPresent();
        assertThat(contoso.await(below).tls()).isPresent();
        Await.until(
                "nothing waits for contoso",
                Await.PATIENCE,
                () -> !queue().out().contains("contoso"));
        assertThat(queue().out()).contains("fabrikam");
        assertThat(fabrikam.has(toFabrikam)).isFalse();

        assertThat(queue("flush", "--all").status()).isZero();
        assertThat(fabrikam.await(toFabrikam).tls()).isPresent();
        Await.until("nothing waits", Await.PATIENCE, () -> queue().out().equals("The outbound queue is empty.\n"));
    }

    @Test
    void aPartnerThatDoesNotExistIsAnError() {
        var outcome = queue("flush", "nobody");

        assertThat(outcome.status()).isEqualTo(64);
        assertThat(outcome.err()).isEqualTo("No such partner.\n");
    }

    @Test
    void withoutPartnerAndWithoutAllNothingIsFlushed() {
        assertThat(queue("flush").status()).isEqualTo(64);
    }

    @Test
    void withoutAGatewayThatRunsItSaysSo() throws IOException {
        try (var other = Site.named("queue-command-none")) {
            var outcome = Command.run(
                    other.folder.root(),
                    Await.PATIENCE,
                    GatewayProcess.command(
                            List.of(), "queue", "--data", other.folder.data().toString()));

            assertThat(outcome.status()).isEqualTo(69);
            assertThat(outcome.err())
                    .contains("No gateway is running with the data directory", "--data")
                    .doesNotContain("\tat ");
        }
    }
}
