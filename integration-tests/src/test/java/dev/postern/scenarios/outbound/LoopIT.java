package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Redirect;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stranger's DNS leads mail back to us: it bounces at the first attempt, and goes no round. */
class LoopIT {
    private static final String BOSS = "boss@example.test";
    /** A router's address, in a network that the configuration allows. */
    private static final String ROUTER = "127.0.77.1";

    private static Site site;
    private static Redirect router;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("loop");
        site.zone
                .mx("localhost.test", 10, "localhost")
                .mx("loopback.test", 10, "mx.loopback.test")
                .a("mx.loopback.test", "127.1.2.3")
                .mx("loopback6.test", 10, "mx.loopback6.test")
                .aaaa("mx.loopback6.test", "::1")
                .mx("nowhere.test", 10, "mx.nowhere.test")
                .a("mx.nowhere.test", "0.0.0.0")
                .mx("nowhere6.test", 10, "mx.nowhere6.test")
                .aaaa("mx.nowhere6.test", "::")
                .a("address.test", "127.0.0.1")
                .mx("gateway.test", 10, "gw.example.test")
                .mx("inner.test", 10, "mail.example.test")
                .mx("private.test", 10, "mx.private.test")
                .a("mx.private.test", "10.99.0.1")
                .mx("router.test", 10, "mx.router.test")
                .a("mx.router.test", ROUTER);
        site.folder.write("gateway.yaml", site.gatewayYaml().replace("[127.0.0.0/8]", "[" + ROUTER + "/32]"));
        gateway = site.start("partners: []\n");
        router = Redirect.start(ROUTER, site.mx, site.smtp);
    }

    @AfterAll
    static void stop() throws IOException {
        router.close();
        site.close();
    }

    private static String bounceOf(String recipient) throws IOException {
        var letter = Letter.from(BOSS);
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, List.of(recipient), letter).code()).isEqualTo(250);
        }
        return site.inside.await(letter.marker()).content();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost.test, 5.4.6",
        "loopback.test, 5.4.6",
        "loopback6.test, 5.4.6",
        "nowhere.test, 5.4.6",
        "nowhere6.test, 5.4.6",
        "address.test, 5.4.6",
        "gateway.test, 5.4.6",
        "inner.test, 5.4.6",
        "private.test, 5.4.4"
    })
    void mailOfAStrangerThatWouldComeBackIsReturnedAtOnce(String domain, String status) throws IOException {
        assertThat(bounceOf("bob@" + domain)).contains("Status: " + status, "bob@" + domain);
    }

    @Test
    void mailThatARouterLeadsBackIsReturnedAtOnce() throws IOException {
        assertThat(bounceOf("bob@router.test")).contains("Status: 5.4.6", "loops back");
        assertThat(gateway.lines())
                .as("no message came in that way")
                .noneMatch(line -> line.contains("direction=inbound") && line.contains("client=127.0.0.1"));
    }
}
