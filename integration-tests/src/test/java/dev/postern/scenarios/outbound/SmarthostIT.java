package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Smarthost;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mail to everyone else, and to some partners, through a Postfix that has the gateway log in. */
class SmarthostIT {
    private static final String BOSS = "boss@example.test";
    private static final String USER = Smarthost.USER + "@" + Smarthost.NAME;

    private static Site site;
    private static Smarthost smarthost;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("smarthost");
        smarthost = Smarthost.start(site);
        String access = "user: \"" + USER + "\", passwordFile: password";
        site.folder
                .write("password", Smarthost.PASSWORD + "\n")
                .write("wrong-password", "not the password\n")
                .write("gateway.yaml", site.gatewayYaml().replace("delivery:\n", """
                        delivery:
                          smarthost:
                            nextHop: ["%1$s:%2$d", "%1$s:%3$d"]
                            %4$s
                        """.formatted(
                                Smarthost.NAME, Ports.free(), smarthost.submission, access.replace(", ", "\n    "))));
        gateway = site.start("""
                partners:
                  - name: implicit
                    domains: [implicit.test]
                    outbound: { nextHop: "%1$s:%2$d", match: [%1$s], implicitTls: true, %3$s }
                  - name: login
                    domains: [login.test]
                    outbound: { nextHop: "%1$s:%4$d", match: [%1$s], %3$s }
                  - name: wrong
                    domains: [wrong.test]
                    outbound: { nextHop: "%1$s:%5$d", match: [%1$s], user: "%6$s", passwordFile: wrong-password }
                  - name: direct
                    domains: [direct.test]
                    outbound: { nextHop: "mx.direct.test:%7$d", match: [mx.direct.test] }
                """.formatted(
                        Smarthost.NAME,
                        smarthost.implicitTls,
                        access,
                        smarthost.login,
                        smarthost.submission,
                        USER,
                        Ports.free()));
        site.zone.a("mx.direct.test", "127.0.0.1");
    }

    @AfterAll
    static void stop() throws IOException {
        if (smarthost != null) {
            smarthost.close();
        }
        site.close();
    }

    private static Letter send(String recipient) throws IOException {
        var letter = Letter.from(BOSS);
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, List.of(recipient), letter).code()).isEqualTo(250);
        }
        return letter;
    }

    @Test
    void mailToEveryoneElseGoesThroughTheSecondServerAsTheFirstIsDown() throws IOException {
        Letter letter = send("bob@" + Smarthost.DOMAIN);

        smarthost.postfix.mailbox().await(letter);
        smarthost.postfix.awaitLog("sasl_method=SCRAM-SHA-256", "sasl_username=" + USER);
        gateway.awaitLine("verdict=delivered", "to=bob@" + Smarthost.DOMAIN, "tls=secure:secure");
    }

    @Test
    void aPartnersNextHopByImplicitTlsAndPlain() throws IOException {
        send("bob@implicit.test");

        gateway.awaitLine("verdict=delivered", "to=bob@implicit.test", "tls=secure:secure");
        smarthost.postfix.awaitLog("sasl_method=PLAIN", "sasl_username=" + USER);
    }

    @Test
    void aPartnersNextHopByLogin() throws IOException {
        send("bob@login.test");

        gateway.awaitLine("verdict=delivered", "to=bob@login.test", "tls=secure:secure");
        smarthost.postfix.awaitLog("sasl_method=LOGIN", "sasl_username=" + USER);
    }

    @Test
    void aWrongPasswordDefersAndStandsInNoLog() throws IOException {
        send("bob@wrong.test");

        gateway.awaitLine("verdict=deferred", "to=bob@wrong.test", "rejected the login of user " + USER);
        assertThat(gateway.lines()).noneMatch(line -> line.contains("not the password") || line.contains("s3cret"));
    }

    @Test
    void aPartnersMailNeverGoesToTheSmarthost() throws IOException {
        Letter letter = send("bob@direct.test");

        gateway.awaitLine("verdict=deferred", "to=bob@direct.test", "partner=direct");
        assertThat(smarthost.postfix.log()).doesNotContain("direct.test", letter.marker());
    }
}
