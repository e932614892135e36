package dev.postern.scenarios.odd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.smtp.OddFromFields;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From fields that are not well-formed: Postfix accepts each, and so does the gateway if they name no partner. */
@ExtendWith(SharedScene.class)
class OddFromFieldsIT {
    private static final String STRANGER = "carol@stranger.test";
    private final InboundScene scene;

    OddFromFieldsIT(InboundScene scene) {
        this.scene = scene;
    }

    @Test
    void aBrokenFromThatNamesNoPartnerIsAcceptedAndSentOnAsItIs() throws IOException {
        try (var client = scene.site.outside()) {
            for (String header : sendable(OddFromFields.ofNobody().toList())) {
                var letter = Letter.withHeader(header);
                assertThat(client.mail(STRANGER, "bob@example.test", letter).code())
                        .as(header)
                        .isEqualTo(250);
                assertThat(scene.site.inside.await(letter).content()).contains(header);
            }
        }
    }

    @Test
    void aBrokenFromThatLooksLikeThePartnersIsHeldToItsRule() throws IOException {
        try (var client = scene.site.outside()) {
            for (String header : sendable(OddFromFields.ofContoso().toList())) {
                assertThat(client.mail(STRANGER, "bob@example.test", Letter.withHeader(header))
                                .text())
                        .as(header)
                        .startsWith("530 5.7.10 ");
            }
        }
        scene.gateway.awaitLine("inbound", "partner=contoso ", "verdict=rejected", "From is not well-formed");
    }

    @Test
    void postfixAcceptsEachOfThem() throws IOException {
        Postfix.assumeInstalled();
        var settings = new Postfix.Settings(
                "odd.test",
                "127.0.0.13",
                scene.site.ca.issue("mx.odd.test"),
                "none",
                scene.site.smtp,
                "none",
                scene.site.ca.own().chainPem());
        try (var postfix = Postfix.start(settings, Ports.free());
                var client = postfix.client()) {
            List<String> others = new ArrayList<>();
            for (String header : sendable(OddFromFields.ofNobody().toList())) {
                Reply reply = client.mail(STRANGER, "bob@odd.test", Letter.withHeader(header));
                if (reply.code() != 250) {
                    others.add(header + ": " + reply.text());
                }
            }
            assertThat(others).isEmpty();
        }
    }

    /** A CR alone is refused for what it is, and these clients send octets. */
    private static List<String> sendable(List<String> headers) {
        return headers.stream()
                .filter(header -> !header.replace("\r\n", "").contains("\r"))
                .filter(header -> header.chars().allMatch(character -> character < 256))
                .toList();
    }
}
