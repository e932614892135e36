package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.inbound.RelayRule;
import dev.postern.inbound.RelayRule.PartnersRule;
import dev.postern.partner.PartnerFixture;
import org.junit.jupiter.api.Test;

/** An own server redirects a partner's mail in clear text. */
class ExemptRelayTest {
    private static final RelayRule EXEMPT = new RelayRule(RelayRule.NONE.tls(), PartnersRule.EXEMPT, false);
    private static final String[] LETTER = {"From: bob@contoso.test", "", "hello"};

    private static Conversation conversation(RelayRule rule) {
        return Conversation.withRelay(rule, PartnerFixture.contoso());
    }

    @Test
    void exempt_lets_it_through_and_the_log_says_so() {
        try (var log = new DecisionLines()) {
            var conversation = conversation(EXEMPT).asRelayClient().greeted();
            assertThat(conversation.send("bob@contoso.test", LETTER)).startsWith("250");
            Arrival arrival = Arrival.of(conversation.onlyQueued()).orElseThrow();
            assertThat(arrival.verdict()).isEqualTo(Arrival.Verdict.NO_PARTNER);
            assertThat(arrival.isKept("contoso")).isFalse();
            assertThat(log.lines()).singleElement().asString().contains("partner=contoso ", "verdict=exempt");
        }
    }

    @Test
    void unless_the_configuration_says_so_an_own_server_is_held_to_the_rule() {
        var conversation = conversation(RelayRule.NONE).asRelayClient().greeted();
        assertThat(conversation.send("bob@contoso.test", LETTER)).startsWith("530 5.7.10 ");
        assertThat(conversation.send("alice@example.org", LETTER)).startsWith("530 5.7.10 ");
    }

    @Test
    void a_stranger_is_held_to_the_rule() {
        var conversation = conversation(EXEMPT).greeted();
        assertThat(conversation.send("bob@contoso.test", LETTER)).startsWith("530 5.7.10 ");
        assertThat(conversation.send("eve@evil.test", LETTER)).startsWith("530 5.7.10 ");
        assertThat(conversation.queued()).isEmpty();
    }
}
