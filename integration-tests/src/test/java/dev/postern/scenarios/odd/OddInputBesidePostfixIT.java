package dev.postern.scenarios.odd;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.EximSender;
import dev.postern.testing.peers.OpenSmtpd;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The gateway and a Postfix, an Exim and an OpenSMTPD beside it are told the same odd things, and the table of the page says what they
 * reply.
 */
class OddInputBesidePostfixIT {
    private static final String TABLE = "what a client says";
    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static Site site;
    private static Postfix postfix;
    private static EximSender exim;
    private static OpenSmtpd openSmtpd;

    @BeforeAll
    static void start() {
        Postfix.assumeInstalled();
        RealPeer.installed("exim");
        OpenSmtpd.installed();
        site = Site.named("odd-input");
        STARTED.push(site);
        site.start("partners: [{ name: contoso, domains: [contoso.test] }]\n");
        postfix = Postfix.start(
                new Postfix.Settings(
                        "example.test",
                        "127.0.0.16",
                        site.ca.issue("mx.example.test"),
                        "none",
                        site.smtp,
                        "none",
                        site.ca.own().chainPem()),
                Ports.free());
        STARTED.push(postfix);
        exim = EximSender.start(List.of(), site.mx);
        STARTED.push(exim);
        openSmtpd = OpenSmtpd.start(Map.of(), site.mx);
        STARTED.push(openSmtpd);
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    @Test
    void eachRepliesAsThePageSays() throws IOException {
        Map<String, Map<String, String>> observed = new LinkedHashMap<>();
        for (OddInput input : OddInput.all()) {
            Map<String, String> replies = new LinkedHashMap<>();
            try (var first = postfix.connect();
                    var second = exim.connect();
                    var third = openSmtpd.connect();
                    var fourth = ScriptedSmtpClient.open(Site.OUTSIDE, site.smtp)) {
                replies.put(PageTable.POSTFIX, input.sayTo(first));
                replies.put(PageTable.EXIM, input.sayTo(second));
                replies.put(PageTable.OPENSMTPD, input.sayTo(third));
                replies.put(PageTable.POSTERN, input.sayTo(fourth));
            }
            observed.put(input.name(), replies);
        }
        PageTable.of(TABLE).expect(observed);
    }

    @Test
    void eachDifferenceIsExplained() {
        PageTable.of(TABLE).expectReasons();
    }
}
