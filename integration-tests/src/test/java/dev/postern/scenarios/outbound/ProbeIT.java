package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.Command.Outcome;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.ServerScript.StartTls;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged {@code bin/postern probe}, without a gateway that runs, at servers that are good or broken in one way each. */
class ProbeIT {
    private static final String TREE = "(?m)^[\u2502\u251c\u2514\u2500 #-]*";

    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static final Map<String, ScriptedSmtpServer> SERVERS = new TreeMap<>();
    private static final List<String> YAML = new ArrayList<>();
    private static Site site;

    @BeforeAll
    static void start() {
        site = Site.named("probe");
        STARTED.push(site);
        scripted("good", tls(site.ca.issue("mx.good.test")));
        scripted("no-starttls", ServerScript.noStartTls());
        scripted(
                "expired",
                tls(site.ca.issue(CertificateTemplate.of("mx.expired.test").expired())));
        scripted("wrong-name", tls(site.ca.issue("mail.provider.example", "*.mail.provider.example")));
        scripted("self-signed", tls(CertificateAuthority.selfSigned("mx.self-signed.test")));
        scripted(
                "unknown-ca",
                tls(CertificateAuthority.create("Their root")
                        .intermediate("Their CA")
                        .issue("mx.unknown-ca.test")));
        scripted(
                "tls11",
                ServerScript.tls(TlsOffer.with(site.ca.issue("mx.tls11.test")).only("TLSv1.1")));
        scripted("answers-454", tls(site.ca.issue("mx.answers-454.test")).startTls(StartTls.ANSWERED_454));
        scripted(
                "hostile",
                tls(site.ca.issue("mx.hostile.test"))
                        .reply("GREETING", "220 \u001b[2J\u001b]0;owned\u0007 mx.hostile.test ESMTP"));
        scripted("watched", ServerScript.noStartTls());
        scripted("hosted", tls(site.ca.issue("mail.provider.example", "*.mail.provider.example")));
        scripted("pinned", tls(CertificateAuthority.selfSigned("mx.pinned.test")));
        scripted(
                "own-ca",
                tls(CertificateAuthority.create("Their root")
                        .intermediate("Their CA")
                        .issue("mx.own-ca.test")));
        partner("closed", Ports.free(), "", "enforce");
        site.zone.nullMx("null-mx.test").servfail("silent.test");
        site.zone.mx("stranger.test", 10, "mx.stranger.test").a("mx.stranger.test", "127.0.1.9");
        STARTED.push(ScriptedSmtpServer.start("127.0.1.9", site.mx, tls(site.ca.issue("mx.stranger.test"))));
        write(String.join("", YAML));
    }

    @AfterAll
    static void stop() throws Exception {
        for (ScriptedSmtpServer server : SERVERS.values()) {
            server.close();
        }
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    private static ServerScript tls(IssuedCertificate certificate) {
        return ServerScript.tls(TlsOffer.with(certificate));
    }

    private static void scripted(String name, ServerScript script) {
        var server = ScriptedSmtpServer.start(script);
        SERVERS.put(name, server);
        partner(name, server.port(), "", name.equals("watched") ? "monitor" : "enforce");
    }

    private static void partner(String name, int port, String address, String mode) {
        site.zone.a("mx." + name + ".test", address.isEmpty() ? "127.0.0.1" : address);
        YAML.add(
                "  - { name: %1$s, mode: %2$s, domains: [%1$s.test], outbound: { nextHop: \"mx.%1$s.test:%3$d\", match: [mx.%1$s.test] } }%n"
                        .formatted(name, mode, port));
    }

    private static void write(String partners) {
        site.folder.write("partners.yaml", "partners:\n" + partners);
    }

    private static Outcome probe(String... arguments) {
        var command = new ArrayList<String>();
        command.add(GatewayProcess.distribution().resolve("bin/postern").toString());
        command.add("probe");
        command.addAll(List.of(arguments));
        return Command.run(
                site.folder.root(),
                Await.PATIENCE,
                command,
                Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "LC_ALL", "C.UTF-8",
                        "POSTERN_CONF", site.folder.conf().toString(),
                        "POSTERN_DATA", untouched().toString(),
                        "POSTERN_JAVA_OPTS", String.join(" ", site.jvmOptions())));
    }

    private static Path untouched() {
        return site.folder.root().resolve("untouched");
    }

    /** The text in one line, without the lines of the tree. */
    private static String flat(Outcome outcome) {
        return (outcome.out().replaceAll(TREE, "").replaceAll("\\s+", " ") + outcome.err());
    }

    private static void heardNoMail(String name) {
        if (SERVERS.containsKey(name)) {
            assertThat(SERVERS.get(name).commands())
                    .isNotEmpty()
                    .noneMatch(command -> command.line().matches("(?i)(MAIL|RCPT|DATA|BDAT).*"));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "good | 0 | The rule holds at 1 of 1 servers | level secure holds, by mx.good.test",
                "stranger.test | 0 | MX 10 mx.stranger.test | To make it a partner",
                "no-starttls | 1 | starttls-not-supported | Turn on STARTTLS",
                "expired | 1 | certificate-expired | Renew the certificate",
                "wrong-name | 1 | certificate-host-mismatch | names of the provider (provider.example)",
                "self-signed | 1 | certificate-not-trusted | nobody vouches for it",
                "unknown-ca | 1 | certificate-not-trusted | --save-anchor FILE",
                "tls11 | 1 | validation-failure | Offer TLS 1.2 or newer",
                "answers-454 | 1 | rejected STARTTLS: 454 | Turn on STARTTLS",
                "watched | 1 | starttls-not-supported | only monitored",
                "gone.test | 1 | neither a mail server nor an address | Check the spelling",
                "null-mx.test | 1 | null MX | Ask for the domain",
                "closed | 2 | cannot be reached | Could not tell",
                "silent.test | 2 | the DNS gave no answer | Check that the resolvers answer",
            })
    void aServer(String target, int status, String first, String second) {
        Outcome outcome = probe(target);

        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(status);
        assertThat(flat(outcome)).contains(first).contains(second);
        assertThat(outcome.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(outcome.out()).doesNotContain("\u001b");
        heardNoMail(target);
        assertThat(untouched()).doesNotExist();
    }

    @Test
    void aHostileServerDoesNotReachTheTerminal() {
        Outcome outcome = probe("hostile");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out() + outcome.err())
                .contains("mx.hostile.test ESMTP")
                .doesNotContainPattern("[\\p{Cc}&&[^\\n]]");
    }

    @Test
    void realPostfix() {
        Postfix.assumeInstalled();
        postfix("strict", "127.0.0.11", "encrypt");
        postfix("lax", "127.0.0.12", "none");
        write(String.join("", YAML));

        Outcome strict = probe("strict", "--recipient", "bob@strict.test");
        assertThat(strict.status()).as(strict.out() + strict.err()).isZero();
        assertThat(flat(strict))
                .contains("ESMTP")
                .contains("RCPT TO:<bob@strict.test>: 250")
                .contains("RSET: 250");

        Outcome lax = probe("lax");
        assertThat(lax.status()).as(lax.out() + lax.err()).isEqualTo(1);
        assertThat(flat(lax)).contains("starttls-not-supported");
    }

    private static void postfix(String name, String address, String smtpd) {
        int port = Ports.free();
        partner(name, port, address, "enforce");
        STARTED.push(Postfix.start(
                new Postfix.Settings(
                        name + ".test",
                        address,
                        site.ca.issue("mx." + name + ".test"),
                        smtpd,
                        site.smtp,
                        "may",
                        site.ca.own().chainPem()),
                port));
    }

    /** The strongest proposal of each, written into the file as it stands there. */
    @Test
    void theFirstProposalAppliedHoldsAndMailGoes() throws IOException {
        var yaml = new StringBuilder();
        for (String[] one : new String[][] {{"hosted", "secure"}, {"pinned", "fingerprint"}, {"own-ca", "secure"}}) {
            JsonNode proposal = firstProposal(one[0]);
            assertThat(proposal.path("level").asText()).as(one[0]).isEqualTo(one[1]);
            yaml.append(proposal.path("yaml").asText());
        }
        try (GatewayProcess gateway = site.start("partners:\n" + yaml)) {
            for (String partner : List.of("hosted", "pinned", "own-ca")) {
                Outcome after = probe(partner);
                assertThat(after.status()).as(after.out() + after.err()).isZero();
                var letter = Letter.from("boss@example.test");
                try (var client = site.insider()) {
                    assertThat(client.mail("boss@example.test", "bob@" + partner + ".test", letter)
                                    .code())
                            .as(gateway.tail())
                            .isEqualTo(250);
                }
                assertThat(server(partner).await(letter).tls()).isPresent();
            }
        } finally {
            write(String.join("", YAML));
        }
    }

    private static ScriptedSmtpServer server(String partner) {
        return Optional.ofNullable(SERVERS.get(partner)).orElseThrow();
    }

    private static JsonNode firstProposal(String partner) throws IOException {
        Path anchor = site.folder.root().resolve(partner + "-ca.pem");
        Outcome before = probe(partner, "--json", "--save-anchor", anchor.toString());
        assertThat(before.status()).as(before.out() + before.err()).isEqualTo(1);
        assertThat(Files.exists(anchor)).isEqualTo(partner.equals("own-ca"));
        JsonNode events =
                new JsonMapper().readTree(before.out()).path("probes").path(0).path("events");
        return events.path(events.size() - 1).path("proposals").path(0);
    }

    @Test
    void eachEventIsALineWithFollow() throws IOException {
        Outcome outcome = probe("good", "--json", "--follow");

        assertThat(outcome.status()).isZero();
        List<String> events = new ArrayList<>();
        for (String line : outcome.out().lines().toList()) {
            events.add(new JsonMapper().readTree(line).path("event").asText());
        }
        assertThat(events)
                .startsWith("rule")
                .contains("greeting", "handshake", "verdict")
                .endsWith("end");
    }

    static Stream<List<String>> wrong() {
        return Stream.of(List.of("no domain"), List.of("good", "--follow"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongCommandLineIs64(List<String> arguments) {
        assertThat(probe(arguments.toArray(String[]::new)).status()).isEqualTo(64);
    }

    @Test
    void aWrongConfigurationIs78() {
        write("  - { name: broken }\n");
        try {
            Outcome outcome = probe("good");

            assertThat(outcome.status()).isEqualTo(78);
            assertThat(outcome.err()).contains("partners.yaml");
        } finally {
            write(String.join("", YAML));
        }
    }
}
