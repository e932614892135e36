package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real mail server on the other side, in both directions: one that enforces TLS, and one that knows none. */
class PostfixIT {
    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static Site site;
    private static GatewayProcess gateway;
    private static Postfix strict;
    private static Postfix lax;
    private static Postfix ours;

    @BeforeAll
    static void start() {
        Postfix.assumeInstalled();
        site = Site.named("postfix");
        STARTED.push(site);
        int strictPort = Ports.free();
        int laxPort = Ports.free();
        strict = start("strict", "127.0.0.11", strictPort, "encrypt", "secure match=gw.example.test");
        lax = start("lax", "127.0.0.12", laxPort, "none", "none");
        ours = start("ours", Site.INSIDE, Ports.free(), "may", "may");
        gateway = site.start("""
                partners:
                  - name: strict
                    domains: [strict.test]
                    outbound: { level: secure, nextHop: "mx.strict.test:%d", match: [mx.strict.test] }
                  - name: lax
                    domains: [lax.test]
                    outbound: { level: secure, nextHop: "mx.lax.test:%d", match: [mx.lax.test] }
                """.formatted(strictPort, laxPort));
    }

    private static Postfix start(String name, String address, int port, String smtpd, String towardsGateway) {
        String domain = name + ".test";
        site.zone.a("mx." + domain, address);
        var postfix = Postfix.start(
                new Postfix.Settings(
                        domain,
                        address,
                        site.ca.issue("mx." + domain),
                        smtpd,
                        site.smtp,
                        towardsGateway,
                        site.ca.own().chainPem()),
                port);
        STARTED.push(postfix);
        return postfix;
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    @Test
    void fromThePartnerThatEnforces() throws IOException {
        var letter = Letter.from("alice@strict.test");
        inject(strict, "alice@strict.test", "bob@example.test", letter);

        var received = site.inside.await(letter);
        assertThat(received.body()).isEqualTo(letter.body());
        assertThat(received.header().replaceAll("\r\n[ \t]+", " "))
                .containsPattern("by gw\\.example\\.test.* with ESMTPS.*tls TLS_\\w+");
        strict.awaitLog("Verified TLS connection established to 127.0.0.1", "TLSv1.3");
        gateway.awaitLine("inbound", "partner=strict ", "version=TLSv1.3", "verdict=accepted");
    }

    @Test
    void toThePartnerThatEnforces() throws IOException {
        var letter = Letter.from("boss@example.test");
        try (var client = site.insider()) {
            assertThat(client.mail("boss@example.test", "alice@strict.test", letter)
                            .code())
                    .isEqualTo(250);
        }

        assertThat(strict.mailbox().await(letter).body()).isEqualTo(letter.body());
        strict.awaitLog("TLS connection established from", "TLSv1.3");
        gateway.awaitLine("outbound", "partner=strict ", "certificate=mx.strict.test", "verdict=delivered");
    }

    @Test
    void fromThePartnerThatKnowsNoTls() throws IOException {
        var letter = Letter.from("alice@lax.test");
        inject(lax, "alice@lax.test", "bob@example.test", letter);

        // The partner's own server tells its user why, in our words.
        lax.awaitLog("status=bounced", "530 5.7.10");
        assertThat(lax.mailbox().await("5.7.10").content()).contains(letter.marker());
        gateway.awaitLine("inbound", "partner=lax ", "verdict=rejected", "starttls-not-supported");
        assertThat(site.inside.has(letter)).isFalse();
    }

    @Test
    void toThePartnerThatKnowsNoTls() throws IOException {
        var letter = Letter.from("boss@example.test");
        try (var client = site.insider()) {
            assertThat(client.mail("boss@example.test", "alice@lax.test", letter)
                            .code())
                    .isEqualTo(250);
        }

        gateway.awaitLine("outbound", "partner=lax ", "verdict=deferred", "token=starttls-not-supported");
        assertThat(lax.awaitLog("disconnect from", "[127.0.0.1]", "ehlo=1")).doesNotContain("mail=");
        assertThat(lax.mailbox().has(letter)).isFalse();
    }

    @Test
    void ourOwnPostfixSendsThroughTheGatewayToThePartner() throws IOException {
        var letter = Letter.from("boss@ours.test");
        inject(ours, "boss@ours.test", "alice@strict.test", letter);

        assertThat(strict.mailbox().await(letter).body()).isEqualTo(letter.body());
    }

    /** As the user of that Postfix sends. */
    private static void inject(Postfix postfix, String sender, String recipient, Letter letter) throws IOException {
        try (var client = postfix.client()) {
            assertThat(client.mail(sender, recipient, letter).code()).isEqualTo(250);
        }
    }
}
