package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Snippet;
import dev.postern.testing.gateway.StockJames;
import dev.postern.testing.gateway.StockJamesFiles;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A stock James in the minimal style: our matchers, and otherwise its own mailets. */
class StockJamesMinimalIT extends PartnerTlsScenarios {
    private static final String MATCHER = "dev.postern.matchers.RecipientIsPartner";

    @Override
    GatewayProcess start() {
        scene.site.folder.write("partners.yaml", scene.partners());
        String relay = to("good", scene.good) + to("stripped", scene.stripped) + to("impostor", scene.impostor);
        new StockJamesFiles(scene.site, "minimal").write(relay, scene.stranger);
        return StockJames.start(scene.site);
    }

    /** As it is documented, but for one partner, tried often, and with a gateway: MX hosts have port 25, which is not ours. */
    private static String to(String partner, ScriptedSmtpServer server) {
        String documented = Snippet.named("minimal relay");
        assertThat(documented).contains(MATCHER, "<delayTime>", "outgoing-partners", "</mailet>");
        return documented
                .replace(MATCHER, MATCHER + "=" + partner)
                .replace("outgoing-partners", "outgoing-" + partner)
                .replaceFirst("<delayTime>.*</delayTime>", "<delayTime>1 second</delayTime>")
                .replace(
                        "</mailet>",
                        "<gateway>127.0.0.1</gateway><gatewayPort>%d</gatewayPort></mailet>%n"
                                .formatted(server.port()));
    }

    @Test
    void aFromThatIsNotWellFormedAndLooksLikeThePartnersIsKeptOut() throws IOException {
        var letter = Letter.withHeader("From: <mallory@evil.test> alice@contoso.test");
        expectKeptOut(inClear("mallory@evil.test", letter), letter);
    }

    /** It is taken, kept in the repository, and the postmaster is told. */
    @Override
    void expectKeptOut(Reply answer, Letter letter) {
        assertThat(answer.code()).isEqualTo(250);
        var notice = scene.site.inside.await(letter.marker());
        assertThat(notice.recipients()).containsExactly("postmaster@example.test");
        assertThat(notice.content()).contains("did not arrive over TLS");
        assertThat(scene.site.inside.received())
                .filteredOn(message -> message.content().contains(letter.marker()))
                .allMatch(message -> message.recipients().contains("postmaster@example.test"));
    }
}
