package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.PartnerServersScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.peers.PartnerServerSettings.Tls;
import dev.postern.testing.peers.Product;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ServerScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The mail servers that partners run take our mail as agreed, whole, or not at all. */
@ExtendWith(SharedScene.class)
class PartnerServersIT {
    private final PartnerServersScene scene;

    PartnerServersIT(PartnerServersScene scene) {
        this.scene = scene;
    }

    @ParameterizedTest
    @CsvSource({
        "POSTFIX, secure", "POSTFIX, pinned", "POSTFIX, encrypted",
        "EXIM, secure", "EXIM, pinned", "EXIM, encrypted",
        "HARAKA, secure", "HARAKA, pinned", "HARAKA, encrypted"
    })
    void aMessageArrivesByteForByteAtEachLevel(Product product, String kind) {
        var server = scene.server(product, Tls.OFFERED);
        var letter = Letter.demanding(PartnerServersScene.BOSS);
        scene.send(letter, "bob@" + domain(kind, product));

        // What was under way adds trace lines above, and changes nothing below.
        assertThat(server.mailbox().await(letter).content()).endsWith("\r\n" + letter.content());
        scene.gateway.awaitLine(
                "outbound", "partner=" + kind + "-" + product.label() + " ", "version=TLSv1.3", "verdict=delivered");
    }

    @ParameterizedTest
    @EnumSource
    void aCaThatIsNotAgreedGetsNothing(Product product) {
        var server = scene.server(product, Tls.OFFERED);
        var letter = Letter.from(PartnerServersScene.BOSS);
        scene.send(letter, "bob@" + domain("stranger", product));

        isHeld("stranger", product, "token=certificate-not-trusted");
        server.awaitConnectionWithoutMail();
        assertThat(server.mailbox().has(letter)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void withoutStartTlsNothingLeaves(Product product) {
        var server = scene.server(product, Tls.ABSENT);
        var letter = Letter.from(PartnerServersScene.BOSS);
        scene.send(letter, "bob@" + domain("plain", product));

        isHeld("plain", product, "token=starttls-not-supported");
        server.awaitConnectionWithoutMail();
        assertThat(server.mailbox().received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whoDemandsOurCertificateIsShownTheAgreedOne(Product product) {
        var server = scene.server(product, Tls.CERTIFICATE_DEMANDED);
        var letter = Letter.from(PartnerServersScene.BOSS);
        scene.send(letter, "bob@" + domain("known", product));

        assertThat(server.mailbox().await(letter).body()).isEqualTo(letter.body());
        scene.gateway.awaitLine("outbound", "partner=known-" + product.label() + " ", "verdict=delivered");
    }

    @ParameterizedTest
    @EnumSource
    void whoDemandsACertificateThatIsNotAgreedGetsNothing(Product product) {
        var server = scene.server(product, Tls.CERTIFICATE_DEMANDED);
        var letter = Letter.from(PartnerServersScene.BOSS);
        scene.send(letter, "bob@" + domain("unknown", product));

        // Postfix lets the handshake end and says it in words; the others say it by the alert of RFC 8446 §6.2.
        isHeld(
                "unknown",
                product,
                product == Product.POSTFIX ? "No client certificate presented" : "certificate_required");
        assertThat(server.mailbox().has(letter)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoRecipientsTheOneThatIsRefusedIsReturned(Product product) {
        var server = scene.server(product, Tls.OFFERED);
        String refused = "nobody@" + domain("secure", product);
        server.answer(refused, "550 5.1.1 no such user here");
        var letter = Letter.from(PartnerServersScene.BOSS);
        scene.send(letter, refused, "bob@" + domain("secure", product));

        assertThat(server.mailbox().await(letter).recipients()).containsExactly("bob@" + domain("secure", product));
        assertThat(scene.site.inside.await(letter.marker()).content())
                .contains("Final-Recipient: rfc822; " + refused)
                .contains("Status: 5.1.1\r\n")
                .contains("no such user here")
                .doesNotContain("Final-Recipient: rfc822; bob@");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDeferredIsTriedAgain(Product product) {
        var server = scene.server(product, Tls.OFFERED);
        String recipient = "later@" + domain("secure", product);
        server.answer(recipient, "450 4.2.0 greylisted, " + product.label());
        var letter = Letter.from(PartnerServersScene.BOSS);
        scene.send(letter, recipient);

        scene.gateway.awaitLine("outbound", "partner=secure-" + product.label() + " ", "deferred", "greylisted");
        assertThat(server.mailbox().has(letter)).isFalse();
        server.answerAsUsual(recipient);

        assertThat(server.mailbox().await(letter).body()).isEqualTo(letter.body());
    }

    @Test
    void whatPostfixTakesAndCannotDeliverComesBackFromPostfix() {
        var server = scene.server(Product.POSTFIX, Tls.OFFERED);
        var letter = Letter.from(PartnerServersScene.BOSS);
        server.mailbox().become(ServerScript.noStartTls().reply("RCPT", "550 5.2.1 mailbox closed"));
        try {
            scene.send(letter, "bob@" + domain("secure", Product.POSTFIX));

            var notice = scene.site.inside.await(letter.marker());
            assertThat(notice.sender()).isEmpty();
            assertThat(notice.content())
                    .contains("Reporting-MTA: dns; mx.postfix.test")
                    .contains("Status: 5.2.1")
                    .contains("mailbox closed");
        } finally {
            server.mailbox().become(ServerScript.noStartTls());
        }
        // For us it was delivered: one notice, and not of ours.
        scene.gateway.awaitLine("outbound", "partner=secure-postfix ", "verdict=delivered");
        assertThat(scene.site.inside.received().stream()
                        .filter(message -> message.content().contains(letter.marker())))
                .hasSize(1);
    }

    private void isHeld(String kind, Product product, String reason) {
        scene.gateway.awaitLine(
                "outbound", "partner=" + kind + "-" + product.label() + " ", "verdict=deferred", reason);
    }

    private static String domain(String kind, Product product) {
        return kind + "." + product.label() + ".test";
    }
}
