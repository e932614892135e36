package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;

/** The gateway keeps what is asked of every server: at MAIL FROM, or at the end of DATA where only the header tells. */
class GatewayScenariosIT extends PartnerTlsScenarios {
    @Override
    GatewayProcess start() {
        return scene.site.start(scene.partners());
    }

    @Override
    void expectKeptOut(Reply answer, Letter letter) {
        assertThat(answer.text()).startsWith("530 5.7.10 ");
    }
}
