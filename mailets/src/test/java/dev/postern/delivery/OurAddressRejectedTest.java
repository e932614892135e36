package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.delivery.Attempting.Outcomes;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server rejects our IPv6 address for what it lacks, and has an IPv4 address too. */
class OurAddressRejectedTest {
    private static final String NO_PTR = "550 5.7.25 The IP address sending this message does not have a PTR record";

    private final ScriptedSmtpServer ipv6 = new ScriptedSmtpServer("::1", 0);
    private final ScriptedSmtpServer otherIpv6 = new ScriptedSmtpServer("::1", 0);
    private final ScriptedSmtpServer ipv4 = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        ipv6.close();
        otherIpv6.close();
        ipv4.close();
    }

    private static Host host(ScriptedSmtpServer server, String address) {
        try {
            return new Host(NAME, InetAddress.getByName(address), server.port());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Host six() {
        return host(ipv6, "::1");
    }

    private Host four() {
        return host(ipv4, "127.0.0.1");
    }

    private static AttemptOutcome deliver(TlsPolicy policy, Host... hosts) {
        return deliver(policy, List.of(hosts), RECIPIENT).get(RECIPIENT);
    }

    private static Outcomes deliver(TlsPolicy policy, List<Host> hosts, String... recipients) {
        return Attempting.deliver(Attempting.mail(recipients), policy, hosts);
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 554 no PTR record",
        "MAIL, 550 5.7.1 IPv6 is not welcome",
        "MAIL, 550 5.7.26 unauthenticated",
        "RCPT, 550 5.7.1 Client host rejected: cannot find your reverse hostname",
        "RCPT, 450 4.7.25 Client host rejected: cannot find your hostname",
        "DATA, 554 5.7.25 no PTR",
        "., 550 5.7.25 no PTR",
        "., 550 5.7.1 does not meet IPv6 sending guidelines regarding PTR records"
    })
    void theIpv4AddressIsTriedAtOnce(String verb, String reply) {
        ipv6.answering(verb, reply);

        assertThat(delivered(deliver(MAY, six(), four())).host()).isEqualTo(four());
        assertThat(ipv4.messages()).hasSize(1);
        assertThat(ipv6.conversations()).hasSize(1);
    }

    @Test
    void itIsToldInAnswerToEhloAndHelo() {
        ipv6.answering("EHLO", "550 5.7.1 no reverse DNS").answering("HELO", "550 5.7.1 no reverse DNS");

        assertThat(delivered(deliver(MAY, six(), four())).host()).isEqualTo(four());
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 550 5.1.8 no such sender",
        "RCPT, 550 5.1.1 user unknown",
        "RCPT, 550 no such user",
        "RCPT, 554 5.7.1 Service unavailable; Client host [::1] blocked using bl.example.net",
        "., 554 5.7.1 spam"
    })
    void whatIsSaidAgainstAnythingElseIsFinal(String verb, String reply) {
        ipv6.answering(verb, reply);

        failed(deliver(MAY, six(), four()));
        assertThat(ipv4.conversations()).isEmpty();
    }

    @Test
    void withoutAnIpv4AddressItIsFinal() {
        ipv6.answering("MAIL", NO_PTR);

        assertThat(failed(deliver(MAY, six(), host(otherIpv6, "::1"))).words()).isEqualTo(NO_PTR);
        assertThat(otherIpv6.conversations()).isEmpty();
    }

    @Test
    void anIpv4AddressThatIsRejectedIsFinal() {
        ipv4.answering("MAIL", NO_PTR);

        failed(deliver(MAY, four(), six()));
        assertThat(ipv6.conversations()).isEmpty();
    }

    @Test
    void otherIpv6AddressesAreLeftOut() {
        ipv6.answering("RCPT", NO_PTR);

        delivered(deliver(MAY, six(), host(otherIpv6, "::1"), four()));
        assertThat(otherIpv6.conversations()).isEmpty();
    }

    @Test
    void theIpv4AddressSaysNoToo() {
        ipv6.answering("MAIL", NO_PTR);
        ipv4.answering("MAIL", "550 5.7.1 we know you");

        assertThat(failed(deliver(MAY, six(), four())).words()).isEqualTo("550 5.7.1 we know you");
    }

    @Test
    void whileTheIpv4AddressCannotBeReachedMailIsDeferred() {
        ipv6.answering("MAIL", NO_PTR);
        Host unreachable = four();
        ipv4.close();

        assertThat(deferred(deliver(MAY, six(), unreachable)).words()).isEqualTo(NO_PTR);
        assertThat(deferred(deliver(MAY, unreachable, six())).words()).isEqualTo(NO_PTR);
    }

    @Test
    void onlyTheRecipientsThatWereRejectedAreTriedAgain() {
        ipv6.answering("RCPT", "250 ok", NO_PTR, "550 5.1.1 user unknown");

        Outcomes outcomes = deliver(MAY, List.of(six(), four()), "a@contoso.test", "b@contoso.test", "c@contoso.test");

        assertThat(delivered(outcomes.get("a@contoso.test")).host()).isEqualTo(six());
        assertThat(delivered(outcomes.get("b@contoso.test")).host()).isEqualTo(four());
        failed(outcomes.get("c@contoso.test"));
        assertThat(ipv4.heardInClear()).doesNotContain("a@contoso.test", "c@contoso.test");
    }

    @Test
    void theNextMessageGoesToTheIpv4AddressFirstForAnHour() {
        ipv6.answering("MAIL", NO_PTR);
        var clock = new MovableClock(Clock.systemUTC().instant());
        try (var pool = new ConnectionPool(Attempting.IMPATIENT, new Deadlines(), Attempting.ONE_MESSAGE, clock)) {
            var attempt = Attempting.attempt(pool, clock);
            var terms = new Terms(MAY, Optional.empty());
            for (int message = 0; message < 3; message++) {
                delivered(Attempting.deliver(attempt, Attempting.mail(RECIPIENT), terms, List.of(six(), four()))
                        .get(RECIPIENT));
            }
            assertThat(ipv6.conversations()).hasSize(1);

            clock.advance(Duration.ofMinutes(61));
            delivered(Attempting.deliver(attempt, Attempting.mail(RECIPIENT), terms, List.of(six(), four()))
                    .get(RECIPIENT));
            assertThat(ipv6.conversations()).hasSize(2);
        }
    }

    /** The rule holds at each address: what a server says at one of them makes no other a better one. */
    @Test
    void anIpv4AddressWithoutTlsGetsNothingOfAPartnersMail() {
        ipv6.withTls(CA.issue(NAME)).answering("RCPT", NO_PTR);

        assertThat(deferred(deliver(ENCRYPT, six(), four())).tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
        assertThat(ipv4.heardInClear()).doesNotContain("MAIL FROM", SECRET);
    }

    @Test
    void anIpv4AddressOfAnImpostorGetsNothingOfAPartnersMail() {
        ipv6.withTls(CA.issue(NAME)).answering("RCPT", NO_PTR);
        ipv4.withTls(CertificateAuthority.selfSigned(NAME));

        assertThat(deferred(deliver(SECURE, six(), four())).tls()).contains(TlsFailure.CERTIFICATE_NOT_TRUSTED);
        assertThat(ipv4.heardInClear() + ipv4.heardInTls()).doesNotContain("MAIL FROM", SECRET);
    }

    /** A stranger on the way who forges the greeting of the IPv6 address gains nothing. */
    @Test
    void aForgedGreetingWeakensNoRule() {
        ipv6.answering("GREETING", "554 no PTR record, use IPv4");
        ipv4.withTls(CertificateAuthority.selfSigned("mallory.test"));

        assertThat(deferred(deliver(SECURE, six(), four())).tls()).isPresent();
        assertThat(ipv4.heardInClear() + ipv4.heardInTls()).doesNotContain("MAIL FROM", SECRET);
    }
}
