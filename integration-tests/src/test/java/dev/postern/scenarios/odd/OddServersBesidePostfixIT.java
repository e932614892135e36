package dev.postern.scenarios.odd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.EximSender;
import dev.postern.testing.peers.OpenSmtpd;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The gateway and a Postfix, an Exim and an OpenSMTPD beside it send the same messages to the same odd servers: the gateway delivers wherever Postfix does,
 * and the table of the page says what both do.
 */
class OddServersBesidePostfixIT {
    /** Three attempts of OpenSMTPD take 45 seconds. */
    private static final Duration AT_MOST = Duration.ofMinutes(4);

    private static final String BOSS = "boss@example.test";
    private static final List<OddServerVariant> VARIANTS = OddServerVariant.all();
    /** The one at which OpenSMTPD 6.8 ends, in a double free: an OpenSMTPD of its own gets it. */
    private static final int ENDING =
            VARIANTS.stream().map(OddServerVariant::name).toList().indexOf("`STARTTLS`: 220, then garbage");

    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static final List<OddServer> OURS = new ArrayList<>();
    /** By the server's name: its outcomes by recipient. */
    private static final Map<String, Map<String, List<String>>> OUTCOMES = new LinkedHashMap<>();

    @BeforeAll
    static void send() throws IOException {
        Postfix.assumeInstalled();
        RealPeer.installed("exim");
        OpenSmtpd.installed();
        var site = Site.named("beside-postfix");
        STARTED.push(site);
        List<String> toPostfix = new ArrayList<>();
        List<String> toExim = new ArrayList<>();
        Map<String, String> toOpenSmtpd = new LinkedHashMap<>();
        for (int i = 0; i < VARIANTS.size(); i++) {
            OURS.add(server(address(20, i), site.mx, VARIANTS.get(i)));
            server(address(21, i), site.mx, VARIANTS.get(i));
            server(address(22, i), site.mx, VARIANTS.get(i));
            server(address(23, i), site.mx, VARIANTS.get(i));
            site.zone.mx(domain(i), 10, "mx." + domain(i)).a("mx." + domain(i), address(20, i));
            toPostfix.add("{ %s = smtp:[%s]:%d }".formatted(domain(i), address(21, i), site.mx));
            toExim.add(domain(i) + ": " + address(22, i));
            toOpenSmtpd.put(domain(i), address(23, i));
        }
        GatewayProcess gateway = site.start("partners: []\n");
        Postfix postfix = Postfix.start(settings(site, toPostfix), Ports.free());
        STARTED.push(postfix);
        EximSender exim = EximSender.start(toExim, site.mx);
        STARTED.push(exim);
        OpenSmtpd openSmtpd = OpenSmtpd.start(toOpenSmtpd, site.mx);
        STARTED.push(openSmtpd);
        OpenSmtpd ending = OpenSmtpd.start(toOpenSmtpd, site.mx);
        STARTED.push(ending);
        try (var first = site.insider();
                var second = postfix.client();
                var third = exim.client();
                var fourth = openSmtpd.client();
                var fifth = ending.client()) {
            for (int i = 0; i < VARIANTS.size(); i++) {
                for (ScriptedSmtpClient client : List.of(first, second, third, i == ENDING ? fifth : fourth)) {
                    SendingMta.submit(client, BOSS, VARIANTS.get(i), domain(i));
                }
            }
        }
        Map<String, Supplier<Map<String, List<String>>>> servers = Map.of(
                PageTable.POSTERN, SendingMta.postern(() -> gateway.lines().stream())::outcomes,
                PageTable.POSTFIX, SendingMta.postfix(() -> postfix.log().lines())::outcomes,
                PageTable.EXIM, SendingMta.exim(exim::log)::outcomes,
                PageTable.OPENSMTPD, () -> outcomes(openSmtpd, ending));
        try {
            Await.until(
                    "all have their outcome",
                    AT_MOST,
                    () -> servers.values().stream().allMatch(outcomes -> isSettled(outcomes.get())));
        } finally {
            servers.forEach((name, server) -> OUTCOMES.put(name, server.get()));
        }
    }

    private static String address(int network, int variant) {
        return "127.0." + network + "." + (variant + 1);
    }

    private static Postfix.Settings settings(Site site, List<String> routes) {
        return new Postfix.Settings(
                "beside.test",
                "127.0.0.15",
                site.ca.issue("mx.beside.test"),
                "none",
                site.smtp,
                "none",
                site.ca.own().chainPem(),
                "smtp_tls_security_level = may\ntransport_maps = inline:{ %s, { example.test = discard: } }\n"
                        .formatted(String.join(", ", routes)));
    }

    private static OddServer server(String address, int port, OddServerVariant variant) {
        var server = OddServer.start(address, port, variant.keywords(), variant.script());
        STARTED.push(server);
        return server;
    }

    private static String domain(int variant) {
        return "odd" + variant + ".test";
    }

    private static Map<String, List<String>> outcomes(OpenSmtpd openSmtpd, OpenSmtpd ending) {
        Map<String, List<String>> outcomes =
                SendingMta.openSmtpd(openSmtpd::log).outcomes();
        outcomes.putAll(SendingMta.openSmtpd(ending::log).outcomes());
        if (ending.hasEnded()) {
            VARIANTS.get(ENDING)
                    .recipientsAt(domain(ENDING))
                    .forEach(recipient -> outcomes.put(recipient, List.of(SendingMta.ENDS)));
        }
        return outcomes;
    }

    private static boolean isSettled(Map<String, List<String>> outcomes) {
        for (int i = 0; i < VARIANTS.size(); i++) {
            if (!SendingMta.isSettled(outcomes, VARIANTS.get(i).recipientsAt(domain(i)))) {
                return false;
            }
        }
        return true;
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    private static Map<String, Map<String, String>> observed() {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (int i = 0; i < VARIANTS.size(); i++) {
            List<String> recipients = VARIANTS.get(i).recipientsAt(domain(i));
            Map<String, String> row = new LinkedHashMap<>();
            OUTCOMES.forEach((name, outcomes) -> row.put(name, SendingMta.summary(outcomes, recipients)));
            rows.put(VARIANTS.get(i).name(), row);
        }
        return rows;
    }

    @Test
    void eachDoesWhatThePageSays() {
        PageTable.of("the server that").expect(observed());
    }

    @Test
    void theGatewayDeliversWhereverPostfixDoes() {
        assertThat(observed()).allSatisfy((name, row) -> {
            if (row.getOrDefault(PageTable.POSTFIX, "").matches("delivers( later)?")) {
                assertThat(row.get(PageTable.POSTERN)).as(name).matches("delivers( later)?");
            }
        });
    }

    @Test
    void eachDifferenceIsExplained() {
        PageTable.of("the server that").expectReasons();
    }

    @Test
    void nobodyGetsAMessageTwice() {
        for (OddServer server : OURS) {
            assertThat(server.received()).doesNotHaveDuplicates();
        }
    }
}
