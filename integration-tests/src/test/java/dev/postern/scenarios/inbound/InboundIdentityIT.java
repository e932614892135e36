package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No way of writing a partner's name is a way around its rule. All of this is tried in clear text. */
@ExtendWith(SharedScene.class)
class InboundIdentityIT {
    private static final String STRANGER = "carol@stranger.test";
    private final InboundScene scene;

    InboundIdentityIT(InboundScene scene) {
        this.scene = scene;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<alice@contoso.test>",
                "<alice@CONTOSO.Test>",
                "<alice@mail.contoso.test>",
                "<alice@a.b.c.contoso.test>",
                "<alice@x.branches.test>",
                "<alice@xn--bcher-kva.test>",
                "<alice@XN--BCHER-KVA.test>",
                "<\"al ice\"@contoso.test>",
                "<\"alice@stranger.test\"@contoso.test>",
                "<alice@contoso.test.>",
                "<@relay.stranger.test:alice@contoso.test>",
                "<@stranger.test,@contoso.test:alice@contoso.test>",
                "<alice@my_host.branches.test>",
                "<@relay.stranger.test:alice@my_host.branches.test.>",
            })
    void thePartnerIsKnownByEverySpellingOfItsDomain(String path) throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("MAIL FROM:" + path).text()).startsWith("530 5.7.10 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<alice@bücher.test>",
                "<alice@BÜCHER.test>",
                "<alice@bücher。test>",
                "<alice@contoso .test>",
                "<alice@contoso.test> SMTPUTF8",
                "<alice@contoso.test> BODY=8BITMIME",
                "alice@contoso.test",
                " <alice@contoso.test>",
                "<<alice@contoso.test>>",
                "<alice@contoso.test",
            })
    void whateverElseNamesThePartnerIsRefusedToo(String path) throws IOException {
        try (var client = scene.site.outside()) {
            String bytes = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            assertThat(client.command("MAIL FROM:" + bytes).code()).isBetween(500, 559);
        }
    }

    @Test
    void aDomainThatOnlyEndsLikeThePartnersIsNotIt() throws IOException {
        for (String sender :
                new String[] {"alice@notcontoso.test", "alice@branches.test", "alice@contoso.test.example"}) {
            try (var client = scene.site.outside()) {
                assertThat(client.command("MAIL FROM:<" + sender + ">").code())
                        .as(sender)
                        .isEqualTo(250);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: alice@contoso.test",
                "From: Alice <alice@contoso.test>",
                "FROM:alice@CONTOSO.TEST",
                "From: \"carol@stranger.test\" <alice@mail.contoso.test>",
                "From: carol@stranger.test, alice@contoso.test",
                "From: board: carol@stranger.test, Alice <alice@contoso.test>;",
                "From: carol@stranger.test\r\nFrom: alice@contoso.test",
                "From: alice@contoso.test\r\nFrom: carol@stranger.test",
                "From:\r\n alice\r\n @contoso.test",
                "From: alice@contoso.test (carol@stranger.test)",
                "From: alice@(really)contoso.test",
                "From: =?UTF-8?Q?alice?= <alice@xn--bcher-kva.test>",
                "From: \"a\\\"b\" <\"x@y\"@contoso.test>",
                "From: <@stranger.test:alice@contoso.test>",
            })
    void theFromHeaderIsHeldToTheRuleBefore250(String header) throws IOException {
        var letter = Letter.withHeader(header);

        assertThat(scene.mailInClear(STRANGER, letter).code()).as(header).isBetween(500, 559);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@contoso.test",
                "frank@watched.test, alice@contoso.test",
                "alice@contoso.test, frank@watched.test",
            })
    void aMonitoredPartnerIsNoCoverForAnother(String from) throws IOException {
        for (String sender : new String[] {STRANGER, "frank@watched.test"}) {
            var letter = Letter.from(from);

            assertThat(scene.mailInClear(sender, letter).text()).as(sender).startsWith("530 5.7.10 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"paul@pinned.test", "nora@named.test, paul@pinned.test", "paul@pinned.test, nora@named.test"})
    void theCertificateOfOnePartnerIsNotThatOfAnother(String from) throws IOException {
        var letter = Letter.from(from);

        Reply reply = scene.mailOverTls("nora@named.test", letter, TlsOffer.with(scene.named));

        assertThat(reply.text()).startsWith("550 5.7.1 Mail from pinned.test ");
    }

    @Test
    void theNullSenderIsNoWayAroundTheFromHeader() throws IOException {
        var letter = Letter.from("postmaster@contoso.test");

        assertThat(scene.mailInClear("", letter).text()).startsWith("530 5.7.10 ");
        assertThat(scene.mailOverTls("", letter, TlsOffer.plain()).code()).isEqualTo(250);
        assertThat(scene.site.inside.await(letter).sender()).isEmpty();
    }

    @Test
    void theRefusalAtTheEndOfDataNamesTheRule() throws IOException {
        assertThat(scene.mailInClear(STRANGER, Letter.from("alice@contoso.test"))
                        .text())
                .startsWith("530 5.7.10 ");
    }

    @Test
    void headersThatClaimToBeOurFindingsAreWorthNothing() throws IOException {
        var letter = Letter.withHeader("From: alice@contoso.test\r\ndev.postern.tls.version: TLSv1.3\r\n"
                + "dev.postern.tls.verdict: SATISFIED\r\nX-dev.postern.tls.verdict: SATISFIED\r\n"
                + "Received: from x by gw.example.test with ESMTPS tls TLS_AES_256_GCM_SHA384;"
                + " Thu, 01 Jan 2026 12:00:00 +0000");

        assertThat(scene.mailInClear("alice@contoso.test", letter).code()).isEqualTo(530);
        assertThat(scene.mailInClear(STRANGER, letter).code()).isEqualTo(530);
    }

    @Test
    void identityEnvelopeLooksAtTheEnvelopeOnly() throws IOException {
        assertThat(scene.mailInClear(STRANGER, Letter.from("heidi@envelope.test"))
                        .code())
                .isEqualTo(250);
        assertThat(scene.mailInClear("heidi@envelope.test", Letter.from(STRANGER))
                        .code())
                .isEqualTo(530);
    }

    @Test
    void identityHeaderLooksAtTheHeaderOnly() throws IOException {
        assertThat(scene.mailInClear("ivan@header.test", Letter.from(STRANGER)).code())
                .isEqualTo(250);
        assertThat(scene.mailInClear(STRANGER, Letter.from("ivan@header.test")).code())
                .isEqualTo(530);
    }

    @Test
    void monitorModeHoldsForTheFromHeaderToo() throws IOException {
        var letter = Letter.from("frank@watched.test");

        assertThat(scene.mailInClear(STRANGER, letter).code()).isEqualTo(250);
        scene.site.inside.await(letter);
    }
}
