package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A probe comes to the same as a delivery at the same moment: what is not among the attacks, where {@link OutboundAttackTest},
 * {@link CertificateAttackTest} and {@link OldVersionTest} compare both. Each has servers of its own that behave alike.
 */
class ProbeAgreementTest {
    private static final IssuedCertificate PINNED = CA.issue(NAME);
    private static final TlsPolicy PIN = new TlsPolicy.Fingerprint(
            TlsVersion.TLS_1_2, Set.of(CertificateFingerprint.ofPublicKey(PINNED.certificate())));

    @FunctionalInterface
    private interface Behaviour {
        void of(ScriptedSmtpServer server);
    }

    /** How the servers of a partner behave, in their order. */
    private record Scenario(String name, TlsPolicy policy, List<Behaviour> servers) {
        static Scenario of(String name, TlsPolicy policy, Behaviour... servers) {
            return new Scenario(name, policy, List.of(servers));
        }

        /** One server for each script, all of which have a port of their own before any is closed again. */
        ScriptedSmtpServer[] start() {
            return servers.stream().map(script -> new ScriptedSmtpServer()).toArray(ScriptedSmtpServer[]::new);
        }

        void behave(ScriptedSmtpServer... started) {
            for (int i = 0; i < started.length; i++) {
                servers.get(i).of(started[i]);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Scenario> scenarios() {
        Behaviour good = server -> server.withTls(CA.issue(NAME));
        Behaviour plain = server -> {};
        Behaviour expired =
                server -> server.withTls(CA.issue(CertificateTemplate.of(NAME).expired()));
        Behaviour closed = ScriptedSmtpServer::close;
        Behaviour busy = server -> server.answering("GREETING", "421 4.3.2 busy");
        return Stream.of(
                Scenario.of("a good one at secure", SECURE, good),
                Scenario.of("a good one at encrypt", ENCRYPT, good),
                Scenario.of("a good one without a rule", MAY, good),
                Scenario.of("the agreed key", PIN, server -> server.withTls(PINNED)),
                Scenario.of("another key than the agreed one", PIN, good),
                Scenario.of(
                        "self-signed at encrypt",
                        ENCRYPT,
                        server -> server.withTls(CertificateAuthority.selfSigned(NAME))),
                Scenario.of("no TLS without a rule", MAY, plain),
                Scenario.of(
                        "STARTTLS that fails, without a rule",
                        MAY,
                        server -> server.withTls(CA.issue(NAME)).answering("STARTTLS", "454 4.7.0 not now")),
                Scenario.of(
                        "a client certificate is demanded, without a rule",
                        MAY,
                        server -> server.withTls(CA.issue(NAME)).demandingClientCertificate()),
                Scenario.of(
                        "no server of that name (SNI)",
                        SECURE,
                        server -> server.withTls(CA.issue(NAME)).knowingNoName()),
                Scenario.of("no EHLO, without a rule", MAY, server -> server.answering("EHLO", "502 what?")),
                Scenario.of("closes upon EHLO, without a rule", MAY, server -> server.answering("EHLO", CLOSE)),
                Scenario.of("closed", SECURE, closed),
                Scenario.of("busy", SECURE, busy),
                Scenario.of("a poor cipher suite without a rule", MAY, ProbeAgreementTest::withAPoorSuite),
                Scenario.of("a poor cipher suite at encrypt", ENCRYPT, ProbeAgreementTest::withAPoorSuite),
                Scenario.of("the second is good", SECURE, plain, good),
                Scenario.of("the first is good", SECURE, good, expired),
                Scenario.of("closed, then without TLS", SECURE, closed, plain),
                Scenario.of("expired, then closed", SECURE, expired, closed),
                Scenario.of("without TLS, then expired", SECURE, plain, expired),
                Scenario.of("closed, then busy", MAY, closed, busy),
                Scenario.of(
                        "without TLS, then rejecting in TLS",
                        SECURE,
                        plain,
                        server -> server.withTls(CA.issue(NAME)).answeringInTls("EHLO", "550 5.7.1 go away")));
    }

    private static void withAPoorSuite(ScriptedSmtpServer server) {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2").suites("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void bothComeToTheSame(Scenario scenario) {
        ScriptedSmtpServer[] delivered = scenario.start();
        ScriptedSmtpServer[] probed = scenario.start();
        scenario.behave(delivered);
        scenario.behave(probed);
        try {
            AttemptOutcome outcome = deliver(scenario.policy(), delivered);
            Probing.agrees(outcome, scenario.policy(), probed);

            for (ScriptedSmtpServer server : probed) {
                assertThat(server.heardInClear() + server.heardInTls())
                        .doesNotContain("MAIL", "RCPT", "DATA", "BDAT", SECRET);
            }
        } finally {
            Stream.of(delivered).forEach(ScriptedSmtpServer::close);
            Stream.of(probed).forEach(ScriptedSmtpServer::close);
        }
    }
}
