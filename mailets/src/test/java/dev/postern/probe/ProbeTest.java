package dev.postern.probe;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.delivery.FakeDns;
import dev.postern.delivery.Probing;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.RetryTimes;
import dev.postern.probe.ProbeEvent.CommandAnswered;
import dev.postern.probe.ProbeEvent.HostEnded;
import dev.postern.probe.ProbeEvent.Introduced;
import dev.postern.probe.ProbeEvent.Judged;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe tells, in its order, and what it says to a server. */
class ProbeTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final ScriptedSmtpServer other = new ScriptedSmtpServer();
    private final List<ProbeEvent> events = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
        other.close();
    }

    private List<String> told() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    private <T extends ProbeEvent> List<T> all(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static ProbeRequest byMx(TlsPolicy tls) {
        var policy =
                new OutboundPolicy(tls, Optional.empty(), Optional.empty(), OnFailure.DEFER, RetryTimes.ofGateway());
        return new ProbeRequest(Probing.DOMAIN, new Route(Optional.empty(), policy), RuleSource.DEFAULT);
    }

    @Test
    void eachStepIsToldInItsOrder() {
        server.withTls(CA.issue(NAME));

        ProbeResult result = Probing.run(Probing.request(SECURE, server), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.HOLDS);
        assertThat(told())
                .containsExactly(
                        "RuleFound",
                        "AddressesFound",
                        "HostsFound",
                        "HostBegun",
                        "Connected",
                        "Greeted",
                        "Introduced",
                        "StartTlsAnswered",
                        "Handshaken",
                        "Introduced",
                        "Judged",
                        "HostEnded",
                        "Ended");
        assertThat(all(Introduced.class)).extracting(Introduced::inTls).containsExactly(false, true);
        assertThat(server.heardInClear()).isEqualTo("EHLO gw.example.org\r\nSTARTTLS\r\n");
        assertThat(server.heardInTls()).isEqualTo("EHLO gw.example.org\r\nQUIT\r\n");
    }

    @Test
    void theChainAndTheVerdictOfEachLevelAreTold() {
        server.withTls(CA.intermediate("Contoso Issuing CA").issue("mx.elsewhere.test"));

        Probing.run(Probing.request(SECURE, server), events::add);

        List<CertificateSummary> chain = all(ProbeEvent.Handshaken.class).get(0).chain();
        assertThat(chain)
                .extracting(CertificateSummary::subject)
                .containsExactly("CN=mx.elsewhere.test", "CN=Contoso Issuing CA");
        assertThat(chain.get(0).names()).containsExactly("mx.elsewhere.test");
        assertThat(chain.get(0).issuer()).isEqualTo("CN=Contoso Issuing CA");
        assertThat(chain.get(0).key()).isEqualTo("EC 256 bits");
        assertThat(chain.get(0).daysLeft()).isZero();
        Judged judged = all(Judged.class).get(0);
        assertThat(judged.verdict().isSatisfied()).isFalse();
        assertThat(judged.otherLevels())
                .extracting(TlsVerdict::level, TlsVerdict::isSatisfied)
                .containsExactly(
                        tuple(TlsSecurityLevel.MAY, true),
                        tuple(TlsSecurityLevel.ENCRYPT, true),
                        tuple(TlsSecurityLevel.FINGERPRINT, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theGroupOfTheKeyExchangeIsTold(String version) {
        server.withTls(CA.issue(NAME)).protocols(version);

        Probing.run(Probing.request(SECURE, server), events::add);

        assertThat(all(ProbeEvent.Handshaken.class).get(0).group())
                .hasValueSatisfying(group -> assertThat(group).matches("x25519|secp256r1|X25519MLKEM768"));
    }

    @Test
    void everyServerIsProbedThoughTheFirstHolds() {
        server.withTls(CA.issue(NAME));
        other.withTls(CertificateAuthority.selfSigned(NAME));

        ProbeResult result = Probing.run(Probing.request(SECURE, server, other), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.HOLDS);
        assertThat(all(HostEnded.class))
                .extracting(ended -> ended.result().status())
                .containsExactly(ProbeStatus.HOLDS, ProbeStatus.FALLS_SHORT);
        assertThat(all(HostEnded.class).get(1).result().explanation()).isPresent();
    }

    @Test
    void mailAndRcptAreSaidOnRequestAndTakenBack() throws Exception {
        server.withTls(CA.issue(NAME));
        var trial = new TrialTransaction(
                Optional.of(new MailAddress("alice@example.org")), Optional.of(new MailAddress("bob@contoso.test")));

        ProbeResult result = Probing.run(Probing.request(SECURE, Optional.of(trial), server), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.HOLDS);
        assertThat(server.heardInTls().lines())
                .containsExactly(
                        "EHLO gw.example.org",
                        "MAIL FROM:<alice@example.org>",
                        "RCPT TO:<bob@contoso.test>",
                        "RSET",
                        "QUIT");
        assertThat(all(CommandAnswered.class)).hasSize(3);
        assertThat(server.messages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"550 5.1.1 no such user, FALLS_SHORT", "451 4.7.1 greylisted, COULD_NOT_TELL"})
    void aRecipientThatIsRejectedIsToldFrom(String reply, ProbeStatus status) throws Exception {
        server.withTls(CA.issue(NAME)).answering("RCPT", reply);
        var trial = new TrialTransaction(Optional.empty(), Optional.of(new MailAddress("bob@contoso.test")));

        ProbeResult result = Probing.run(Probing.request(SECURE, Optional.of(trial), server), events::add);

        assertThat(result.status()).isEqualTo(status);
        assertThat(result.cause().map(Cause::reason)).contains(reply);
        assertThat(server.heardInTls()).contains("MAIL FROM:<>\r\n").doesNotContain("DATA");
    }

    @Test
    void whereTheRuleFallsShortNotEvenARequestedMailIsSaid() throws Exception {
        server.withTls(CertificateAuthority.selfSigned(NAME));
        var trial = new TrialTransaction(
                Optional.of(new MailAddress("alice@example.org")), Optional.of(new MailAddress("bob@contoso.test")));

        Probing.run(Probing.request(SECURE, Optional.of(trial), server), events::add);

        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL", "RCPT", "alice", "bob");
    }

    @Test
    void aGreetingWithoutEndEndsTheProbe() {
        server.answering("GREETING", ScriptedSmtpServer.FLOOD);

        ProbeResult result = Probing.run(Probing.request(SECURE, server), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.COULD_NOT_TELL);
        assertThat(all(ProbeEvent.Greeted.class)).isEmpty();
    }

    @Test
    void aNameInACertificateSteersNoTerminal() {
        server.withTls(CertificateAuthority.selfSigned(
                CertificateTemplate.of(NAME).named("\"mx\u001b[2J\u0007\u202e\u009b31m.contoso.test\"")));

        Probing.run(Probing.request(SECURE, server), events::add);

        CertificateSummary shown =
                all(ProbeEvent.Handshaken.class).get(0).chain().get(0);
        assertThat(shown.subject() + shown.issuer())
                .contains("mx")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    @Test
    void aSecondConnectionInClearTextIsTold() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "454 4.7.0 not now");

        ProbeResult result = Probing.run(Probing.request(MAY, server), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.HOLDS);
        assertThat(all(ProbeEvent.OpeningAgain.class))
                .extracting(ProbeEvent.OpeningAgain::usesTls)
                .containsExactly(false);
    }

    @Test
    void aDomainThatDoesNotExistFallsShort() {
        ProbeResult result = Probing.run(byMx(ENCRYPT), new FakeDns(), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.FALLS_SHORT);
        assertThat(result.cause().map(Cause::trouble)).contains(FailureKind.NO_SUCH_DOMAIN);
        assertThat(result.explanation()).isPresent();
        assertThat(told()).containsExactly("RuleFound", "MailExchangersFound", "HostsFound", "Ended");
    }

    @Test
    void aNullMxFallsShort() {
        ProbeResult result = Probing.run(byMx(ENCRYPT), new FakeDns().mx("contoso.test", "."), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.FALLS_SHORT);
        assertThat(result.cause().map(Cause::trouble)).contains(FailureKind.NO_MAIL_WANTED);
    }

    @Test
    void aDnsThatDoesNotAnswerTellsNothing() {
        ProbeResult result = Probing.run(byMx(ENCRYPT), new FakeDns().silent("contoso.test"), events::add);

        assertThat(result.status()).isEqualTo(ProbeStatus.COULD_NOT_TELL);
        assertThat(result.cause().map(Cause::trouble)).contains(FailureKind.DNS_SILENT);
    }

    @Test
    void theAddressesOfEachMxAreTold() {
        var dns = new FakeDns()
                .mx("contoso.test", "mx1.contoso.test", "mx2.contoso.test")
                .address("mx1.contoso.test", "127.0.0.1");

        ProbeResult result = Probing.run(byMx(ENCRYPT), dns, events::add);

        assertThat(all(ProbeEvent.AddressesFound.class))
                .extracting(ProbeEvent.AddressesFound::name)
                .containsExactly("mx1.contoso.test", "mx2.contoso.test");
        // MX hosts of strangers do not lie in a reserved network.
        assertThat(result.cause()).isPresent();
    }
}
