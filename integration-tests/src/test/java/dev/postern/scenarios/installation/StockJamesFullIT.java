package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Snippet;
import dev.postern.testing.gateway.StockJames;
import dev.postern.testing.gateway.StockJamesFiles;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A stock James in the full style keeps the rules as the gateway does. */
class StockJamesFullIT extends PartnerTlsScenarios {
    @Override
    GatewayProcess start() {
        scene.site.folder.write("partners.yaml", scene.partners());
        new StockJamesFiles(scene.site, "full").write(Snippet.named("full relay"), scene.stranger);
        return StockJames.start(scene.site);
    }

    @Override
    void expectKeptOut(Reply answer, Letter letter) {
        assertThat(answer.text()).startsWith("530 5.7.10 ");
    }

    @Test
    void theRefusalComesBeforeAnyContent() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("MAIL FROM:<alice@contoso.test>").text()).startsWith("530 5.7.10 ");
            assertThat(client.command("DATA").code()).isEqualTo(503);
        }
        server().awaitLine("dev.postern.decision", "partner=contoso ", "verdict=rejected");
    }

    /** James asks nobody for a certificate here, and so nobody is believed to be that partner. */
    @Test
    void aPartnerWithAClientCertificateIsRefusedWhereJamesAsksForNone() throws IOException {
        assertThat(overTls("erin@certified.test", Letter.from("erin@certified.test"))
                        .text())
                .startsWith("550 5.7.1 ");
    }

    @Test
    void mailToAPartnerWithACaOfItsOwnLeavesWithOurCertificate() throws Exception {
        var letter = Letter.from(BOSS);
        send(letter, "bob@demanding.test");
        var session = scene.demanding.await(letter).tls().orElseThrow();
        assertThat(session.getPeerPrincipal().getName()).contains("gw.example.test");
    }

    @Test
    void whatWasNegotiatedIsOnRecord() throws IOException {
        assertThat(overTls("alice@contoso.test", Letter.from("alice@contoso.test"))
                        .code())
                .isEqualTo(250);
        server().awaitLine("dev.postern.decision", "partner=contoso ", "version=TLSv1.3", "verdict=accepted");
    }
}
