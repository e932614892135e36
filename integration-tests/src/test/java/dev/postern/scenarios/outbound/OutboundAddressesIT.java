package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Address families and source addresses, as a Postfix at an IPv4 and an IPv6 address sees them. It rejects the IPv6 one for want of a PTR. */
class OutboundAddressesIT {
    private static final String BOSS = "boss@example.test";
    private static final String DOMAIN = "dual.test";
    private static final String IPV4 = "127.0.0.5";
    /** Of another server than the Postfix. */
    private static final String WITHOUT_TLS = "127.0.0.6";

    private static final String OUR_IPV4 = "127.0.0.3";
    private static final String FOR_ONE_PARTNER = "127.0.0.4";
    private static final String NO_PTR = "550 5.7.1 cannot find your reverse hostname";

    private static Site site;
    private static Postfix postfix;
    private static ScriptedSmtpServer withoutTls;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        Postfix.assumeInstalled();
        site = Site.named("outbound-addresses");
        postfix = Postfix.start(
                new Postfix.Settings(
                        DOMAIN,
                        IPV4,
                        site.ca.issue("mx." + DOMAIN),
                        "may",
                        site.smtp,
                        "may",
                        site.ca.own().chainPem(),
                        """
                        master.cf: [::1]:%d inet n - n - - smtpd
                        inet_protocols = all
                        smtpd_client_restrictions = check_client_access inline:{ {::1 = %s} }
                        """.formatted(site.mx, NO_PTR)),
                site.mx);
        withoutTls = ScriptedSmtpServer.start(WITHOUT_TLS, site.mx, ServerScript.noStartTls());
        for (String name : List.of("stranger", "partner", "only-six", "from-four")) {
            site.zone.mx(name + "." + DOMAIN, 10, "mx." + DOMAIN);
        }
        site.zone
                .a("mx." + DOMAIN, IPV4)
                .aaaa("mx." + DOMAIN, "::1")
                .mx("stripped." + DOMAIN, 10, "mx.stripped." + DOMAIN)
                .a("mx.stripped." + DOMAIN, WITHOUT_TLS)
                .aaaa("mx.stripped." + DOMAIN, "::1");
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml()
                        .replace("[127.0.0.0/8]", "[127.0.0.0/8, \"::1/128\"]")
                        .replace("delivery:\n", """
                                delivery:
                                  addresses: both
                                  source: [%s, "::1"]
                                """.formatted(OUR_IPV4)));
        gateway = site.start("""
                partners:
                  - { name: partner, domains: [partner.%1$s], outbound: { match: [mx.%1$s] } }
                  - { name: stripped, domains: [stripped.%1$s], outbound: { match: [mx.%1$s] } }
                  - { name: only-six, domains: [only-six.%1$s], outbound: { match: [mx.%1$s], addresses: ipv6 } }
                  - { name: from-four, domains: [from-four.%1$s], outbound: { match: [mx.%1$s], addresses: ipv4, source: %2$s } }
                  - { name: elsewhere, domains: [elsewhere.%1$s], outbound: { source: 198.51.100.77 } }
                """.formatted(DOMAIN, FOR_ONE_PARTNER));
    }

    @AfterAll
    static void stop() throws IOException {
        if (gateway != null) {
            withoutTls.close();
            site.close();
            postfix.close();
        }
    }

    private static Letter send(String recipient) throws IOException {
        var letter = Letter.from(BOSS);
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, List.of(recipient), letter).code()).isEqualTo(250);
        }
        return letter;
    }

    @Test
    void theIpv4AddressTakesWhatIsRejectedForTheMissingPtrOfTheIpv6Address() throws IOException {
        Letter letter = send("bob@stranger." + DOMAIN);

        postfix.mailbox().await(letter);
        gateway.awaitLine("to=bob@stranger." + DOMAIN, "address=" + IPV4, "source=" + OUR_IPV4, "verdict=delivered");
        postfix.awaitLog("reject: RCPT from unknown[::1]", "cannot find your reverse hostname");
        postfix.awaitLog("client=unknown[" + OUR_IPV4 + "]");
    }

    @Test
    void aPartnersMailTooByItsRule() throws IOException {
        Letter letter = send("bob@partner." + DOMAIN);

        postfix.mailbox().await(letter);
        gateway.awaitLine("partner=partner ", "address=" + IPV4, "tls=secure:secure", "verdict=delivered");
    }

    @Test
    void theIpv4AddressOfAPartnerIsHeldToItsRule() throws IOException {
        Letter letter = send("bob@stripped." + DOMAIN);

        gateway.awaitLine("partner=stripped ", "verdict=deferred", "token=starttls-not-supported");
        assertThat(withoutTls.commandsInClear()).noneMatch(command -> command.startsWith("MAIL"));
        assertThat(withoutTls.has(letter)).isFalse();
    }

    @Test
    void withIpv6AloneTheRejectionIsFinal() throws IOException {
        Letter letter = send("bob@only-six." + DOMAIN);

        assertThat(site.inside.await(letter.marker()).content()).contains("Status: 5.7.1", "cannot find your reverse");
    }

    @Test
    void aPartnerMeetsTheSourceAddressOfItsEntry() throws IOException {
        Letter letter = send("bob@from-four." + DOMAIN);

        postfix.mailbox().await(letter);
        postfix.awaitLog("client=unknown[" + FOR_ONE_PARTNER + "]");
        gateway.awaitLine("partner=from-four ", "address=" + IPV4, "source=" + FOR_ONE_PARTNER);
    }

    @Test
    void aSourceAddressOfAnotherMachineIsToldAtTheStart() {
        gateway.awaitLine(
                "WARN",
                "partners.yaml:6: partners[4].outbound.source: 198.51.100.77 is not an address of this machine");
    }
}
