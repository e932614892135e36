package dev.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo says so when the gateway breaks its word: here an impostor takes its place that takes everything. */
final class DemoTrialsTest {
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final DemoDecision.Log NONE = (patience, words) -> Optional.empty();
    private static final DemoDecision.Log DEFERRED = (patience, words) ->
            Optional.of(new DemoDecision("decision outbound message=m partner=clear wanted=secure verdict=deferred"));

    private DemoServer impostor;
    private DemoSite site;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        var certificates = new DemoCertificates(Clock.systemUTC());
        var tls = DemoCertificates.server(certificates.issue(DemoSite.GATEWAY));
        impostor = DemoServer.start("impostor", Optional.of(tls));
        site = DemoSite.open(certificates, impostor.port());
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
        impostor.close();
    }

    @Test
    void nothingIsAsPromisedIfTheGatewayOnlySaysYes() throws InterruptedException {
        var rows = new ArrayList<DemoRow>();

        assertThat(new DemoTrials(site, NONE, PATIENCE).run(rows::add)).isFalse();

        assertThat(rows).hasSize(6).noneMatch(DemoRow::asExpected);
        assertThat(rows.get(0).outcome()).isEqualTo("NOT AS EXPECTED (rejected)");
        assertThat(rows.get(0).proof()).contains("gateway: 250 2.0.0 Ok");
        assertThat(rows.get(1).proof()).anyMatch(proof -> proof.contains("mail.home.test got no message"));
    }

    @Test
    void mailIsHeldIfTheLogSaysSoAndTheServerSawNone() throws Exception {
        knock(site.clear());

        DemoRow row = rows(DEFERRED).get(3);
        assertThat(row.asExpected()).isTrue();
        assertThat(row.proof()).contains("mx.clear.test saw EHLO, QUIT; never MAIL FROM");
    }

    @Test
    void aDeferralInTheLogDoesNotHideMailFromAtThePartnersServer() throws Exception {
        knock(site.clear());
        try (var leak = new DemoClient(site.clear().port(), "leak.test")) {
            leak.say("MAIL FROM:<alice@home.test>");
        }

        DemoRow row = rows(DEFERRED).get(3);
        assertThat(row.asExpected()).isFalse();
        assertThat(row.outcome()).startsWith("NOT AS EXPECTED");
        assertThat(row.proof()).anyMatch(proof -> proof.endsWith("MAIL FROM reached mx.clear.test"));
    }

    @Test
    void mailForAPartnerThatReachedAnybodyElseIsNotHeld() throws Exception {
        knock(site.clear());
        try (var leak = new DemoClient(site.nobody().port(), "leak.test")) {
            leak.send("alice@home.test", "bob@clear.test", "Astray");
        }

        List<DemoRow> rows = rows(DEFERRED);
        assertThat(rows.get(3).asExpected()).isFalse();
        assertThat(rows.get(3).proof()).anyMatch(proof -> proof.endsWith("MAIL FROM reached mx.nobody.test"));
        assertThat(rows.get(5).proof()).anyMatch(proof -> proof.startsWith("mx.nobody.test got no message"));
    }

    @Test
    void aServerThatNobodyTriedProvesNothing() throws InterruptedException {
        assertThat(rows(DEFERRED).get(3).asExpected()).isFalse();
    }

    private List<DemoRow> rows(DemoDecision.Log decisions) throws InterruptedException {
        var rows = new ArrayList<DemoRow>();
        new DemoTrials(site, decisions, PATIENCE).run(rows::add);
        return rows;
    }

    private static void knock(DemoServer server) throws IOException {
        new DemoClient(server.port(), "client.test").close();
    }
}
