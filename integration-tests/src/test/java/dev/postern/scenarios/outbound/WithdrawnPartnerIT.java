package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Mail that was accepted for a partner keeps its rule when the entry is gone, over a restart, until it is released. */
class WithdrawnPartnerIT {
    private static final String BOSS = "boss@example.test";
    private static final String FABRIKAM = """
              - name: fabrikam
                domains: [fabrikam.test]
                outbound: { level: encrypt }
            """;
    private static final String CONTOSO = """
              - name: contoso
                domains: [contoso.test]
                outbound: { level: secure }
            """;

    @Test
    void nothingGoesInClearTextUntilAnAdministratorReleasesIt() throws IOException {
        try (var site = Site.named("withdrawn-partner");
                var server = ScriptedSmtpServer.start("127.0.1.40", site.mx, ServerScript.noStartTls())) {
            site.zone.mx("contoso.test", 10, "mx.contoso.test").a("mx.contoso.test", "127.0.1.40");
            GatewayProcess gateway = site.start("partners:\n" + FABRIKAM + CONTOSO);
            var letter = Letter.from(BOSS);
            try (var client = site.insider()) {
                assertThat(client.mail(BOSS, "bob@contoso.test", letter).code()).isEqualTo(250);
            }
            gateway.awaitLine("outbound", "partner=contoso ", "verdict=deferred", "starttls-not-supported");

            site.folder.write("partners.yaml", "partners:\n" + FABRIKAM);

            gateway.awaitLine("WARN", "Partner contoso was removed", "queue release contoso");
            awaitAnotherAttempt(server);
            gateway.terminate();
            gateway.awaitExit();
            gateway = site.start("partners:\n" + FABRIKAM);
            gateway.awaitLine("outbound", "partner=contoso ", "wanted=secure", "verdict=deferred");
            awaitAnotherAttempt(server);
            assertThat(server.commands()).noneMatch(command -> command.line().startsWith("MAIL"));

            // A message that is just being tried is not listed.
            Command.Outcome asked = Await.value(
                    "the message that keeps its rule is listed",
                    Await.PATIENCE,
                    () -> Optional.of(release(site, "contoso"))
                            .filter(outcome -> !outcome.out().isEmpty()));
            assertThat(asked.status()).isEqualTo(64);
            assertThat(asked.out())
                    .contains("1 messages to contoso.test were accepted for partner contoso: secure")
                    .contains("Released, they are delivered by: no partner, level may");
            awaitAnotherAttempt(server);
            assertThat(server.has(letter)).isFalse();

            Await.until(
                    "it is released",
                    Await.PATIENCE,
                    () -> release(site, "contoso", "--yes").status() == 0);
            assertThat(server.await(letter).tls()).isEmpty();
            assertThat(release(site, "contoso", "--yes").status()).isEqualTo(64);

            // And a file that loses most partners is not in force before it is confirmed.
            site.folder.write("partners.yaml", "partners: []\n");
            gateway.awaitLine("ERROR", "no longer names 1 of 1 partners: fabrikam");
            assertThat(command(site, "partners", "--conf", site.folder.conf().toString(), "accept")
                            .status())
                    .isZero();
            gateway.awaitLine("removed fabrikam");
        }
    }

    private static void awaitAnotherAttempt(ScriptedSmtpServer server) {
        int before = server.commands().size();
        Await.until("one more attempt", Await.PATIENCE, () -> server.commands().size() > before);
    }

    private static Command.Outcome release(Site site, String... arguments) {
        var all = new ArrayList<>(List.of("queue", "--data", site.folder.data().toString(), "release"));
        all.addAll(List.of(arguments));
        return command(site, all.toArray(String[]::new));
    }

    private static Command.Outcome command(Site site, String... arguments) {
        return Command.run(site.folder.root(), Await.PATIENCE, GatewayProcess.command(List.of(), arguments));
    }
}
