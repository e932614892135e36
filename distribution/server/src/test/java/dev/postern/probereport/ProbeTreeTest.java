package dev.postern.probereport;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Probing;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.probe.CertificateSummary;
import dev.postern.probe.ProbeEvent;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator sees in a terminal. */
class ProbeTreeTest {
    /** Clears a screen, sets a title, turns the direction of writing, ends a line, begins a control sequence in one octet (C1). */
    private static final String HOSTILE = "\u001b[2J\u001b]0;owned\u0007\u202e\r\n\u2028\u009b31m\u0000\u007f";

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final List<String> lines = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    private ProbeTree tree(boolean colour, boolean unicode) {
        return new ProbeTree(lines::add, new TerminalStyle(colour, unicode), new AnchorFile(Optional.empty()));
    }

    private void probed(IssuedCertificate certificate) {
        server.withTls(certificate);
        Probing.run(Probing.request(SECURE, server), tree(false, true));
    }

    private String text() {
        return String.join("\n", lines);
    }

    @Test
    void whatHoldsIsATreeWithTicks() {
        probed(CA.issue(NAME));

        assertThat(lines.get(0)).isEqualTo("contoso.test");
        assertThat(text())
                .contains("\u251c\u2500 \u2713 rule: partner contoso, enforce (partners.yaml)")
                .contains("\u2502    level secure, TLSv1.2 or newer")
                .contains("\u2502    agreed names: mx.contoso.test")
                .contains("\u2502  \u251c\u2500 \u2713 connected")
                .contains("\u2502  \u251c\u2500 \u2713 level secure holds, by mx.contoso.test")
                .contains("\u2502  \u2514\u2500 \u2713 a message could be sent here")
                .contains("\u2713 The rule holds at 1 of 1 servers.");
    }

    @Test
    void whatFallsShortIsExplainedWithLinesThatWouldHold() {
        probed(CertificateAuthority.selfSigned(NAME));

        assertThat(text())
                .contains("\u2717 level secure falls short: certificate-not-trusted")
                .contains("\u2717 Falls short: certificate-not-trusted")
                .contains("self-signed: nobody vouches for it")
                .contains("  - The partner: Install a certificate of a public CA.")
                .contains("  - You: Or agree on this very certificate")
                .contains("      level: fingerprint\n      fingerprints:\n      - sha256:")
                .contains("# Loses: ");
        assertThat(lines.indexOf("      level: encrypt")).isGreaterThan(lines.indexOf("      level: fingerprint"));
    }

    @Test
    void nothingIsWiderThanATerminal() {
        probed(CertificateAuthority.create("Contoso Root")
                .intermediate("Contoso Issuing CA with a name that is longer than most of the names that CAs have")
                .issue(NAME, "a-very-long-label-that-goes-on-and-on-and-on-and-on-until-63-chars.contoso.test"));

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text()).contains("--save-anchor FILE").contains("trustAnchors: \"tls/contoso.test-ca.pem\"");
    }

    @Test
    void colourIsUsedOnlyWhereItIsWanted() {
        server.withTls(CA.issue(NAME));
        Probing.run(Probing.request(SECURE, server), tree(true, true));
        assertThat(text()).contains("\u001b[32m\u2713\u001b[0m connected");

        lines.clear();
        Probing.run(Probing.request(SECURE, server), tree(false, true));
        assertThat(text()).doesNotContain("\u001b");
    }

    @Test
    void aTerminalWithoutUnicodeGetsAscii() {
        server.withTls(CA.issue(NAME));
        Probing.run(Probing.request(SECURE, server), tree(false, false));

        assertThat(text()).contains("|  |- + connected").matches("\\A\\p{ASCII}*\\z");
        assertThat(TerminalStyle.of(false, StandardCharsets.US_ASCII).unicode()).isFalse();
        assertThat(TerminalStyle.of(false, StandardCharsets.UTF_8).unicode()).isTrue();
    }

    private static List<ProbeEvent> hostile() {
        var reply = new SmtpReply(250, List.of("mx" + HOSTILE, "SIZE" + HOSTILE));
        var certificate = CA.issue(NAME).certificate();
        var shown = new CertificateSummary(
                "CN=x",
                "CN=y",
                List.of(NAME),
                "EC",
                Instant.EPOCH,
                Instant.EPOCH,
                -1,
                CertificateFingerprint.ofCertificate(certificate),
                CertificateFingerprint.ofPublicKey(certificate));
        return List.of(
                new ProbeEvent.Greeted(new SmtpReply(220, List.of(HOSTILE))),
                new ProbeEvent.Introduced("EHLO gw", reply, false),
                new ProbeEvent.StartTlsAnswered(new SmtpReply(454, List.of(HOSTILE))),
                new ProbeEvent.Handshaken(
                        new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", List.of()),
                        Optional.empty(),
                        List.of(shown)),
                new ProbeEvent.CommandAnswered("RSET", reply));
    }

    @Test
    void nothingThatAServerSaysSteersTheTerminal() {
        hostile().forEach(tree(false, true));

        assertThat(text()).contains("mx").doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n]]");
    }

    @Test
    void nothingThatAServerSaysSteersAProgramsOutput() {
        var json = new ProbeJson(new AnchorFile(Optional.empty()));
        String printed =
                hostile().stream().map(event -> json.event(event).toString()).reduce("", String::concat);

        assertThat(printed).contains("mx").doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    @Test
    void aReplyWithoutEndFillsNoScreen() {
        var many = new ArrayList<>(Collections.nCopies(120, "KEYWORD " + "x".repeat(2000)));
        tree(false, true).accept(new ProbeEvent.Introduced("EHLO gw", new SmtpReply(250, many), true));

        assertThat(lines).hasSizeLessThan(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "word", "a b  c", "\t"})
    void aParagraphHasALineAtLeast(String text) {
        assertThat(Paragraph.lines(text, 10)).isNotEmpty();
    }
}
