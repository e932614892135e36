package dev.postern.smtpclient;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.address.OutboundAddresses;
import dev.postern.attempt.AttemptOutcome;
import dev.postern.delivery.Attempting;
import dev.postern.delivery.Kept;
import dev.postern.delivery.Outbound;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.partner.RetryTimes;
import dev.postern.partner.Submission;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.route.Route;
import dev.postern.sasl.Credentials;
import dev.postern.sasl.Password;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway logs in at a server, and somebody on the way, or the server itself, wants its password. */
class AuthenticationAttackTest {
    private static final String PASSWORD = "correct horse";
    private static final Credentials CREDENTIALS = new Credentials("gateway", new Password(PASSWORD));
    private static final String PLAIN = base64("\0gateway\0" + PASSWORD);

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private Optional<Outbound> outbound = Optional.empty();

    @AfterEach
    void stop() {
        outbound.ifPresent(Outbound::close);
        server.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private OutboundPolicy policy(TlsPolicy tls) {
        return new OutboundPolicy(
                tls,
                Optional.empty(),
                Optional.of(new NextHop("127.0.0.1", server.port())),
                new Submission(List.of(), Optional.empty(), Optional.of(CREDENTIALS)),
                OnFailure.DEFER,
                RetryTimes.ofGateway(),
                IgnoredKeywords.none(),
                OutboundAddresses.UNWRITTEN,
                OutboundLimits.NONE);
    }

    /** The only line about a message to a smarthost with that rule. */
    private String lineAt(TlsPolicy tls) throws MessagingException {
        return line(new Route(Optional.empty(), policy(tls)));
    }

    private String line(Route route) throws MessagingException {
        outbound = Optional.of(new Outbound(route));
        Mail mail = outbound.get().queued(RECIPIENT);
        outbound.get().attempt(mail);
        assertThat(outbound.get().log.lines()).hasSize(1);
        return outbound.get().log.lines().get(0);
    }

    private void noPasswordWasSaid() {
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("AUTH", PLAIN, base64(PASSWORD));
    }

    private static TlsPolicy secure() {
        return Attempting.secure(TlsVersion.TLS_1_2);
    }

    @Test
    void theServerKnowsUs() throws MessagingException {
        server.withTls(CA.issue(NAME)).offering("AUTH PLAIN LOGIN").answeringInTls("AUTH", "235 2.7.0 welcome");

        assertThat(lineAt(secure())).contains("verdict=delivered");
        assertThat(server.heardInTls()).contains("AUTH PLAIN " + PLAIN + "\r\nMAIL FROM:");
        assertThat(server.heardInClear()).doesNotContain("AUTH");
    }

    @Test
    void startTlsIsStrippedAndAuthIsOfferedInClearText() throws MessagingException {
        server.offering("AUTH PLAIN LOGIN").answering("AUTH", "235 2.7.0 welcome");

        assertThat(lineAt(secure())).contains("verdict=deferred", "token=starttls-not-supported");
        noPasswordWasSaid();
    }

    @Test
    void theServerShowsTheCertificateOfAnother() throws MessagingException {
        server.withTls(CertificateAuthority.create("Mallory's CA").issue(NAME))
                .offering("AUTH PLAIN")
                .answering("AUTH", "235 2.7.0 welcome");

        assertThat(lineAt(secure())).contains("verdict=deferred", "token=certificate-not-trusted");
        noPasswordWasSaid();
    }

    /** Monitor mode lets mail go in spite of the rule, and never a password. */
    @Test
    void aMonitoredPartnersServerHasNoTls() throws MessagingException {
        server.offering("AUTH PLAIN").answering("AUTH", "235 2.7.0 welcome");

        assertThat(line(Outbound.partner(PartnerMode.MONITOR, policy(secure()))))
                .contains("verdict=would-defer");
        noPasswordWasSaid();
    }

    /** At level encrypt an impostor's certificate is as good as any, and SCRAM would let him guess the password. */
    @Test
    void noTermsHaveAPasswordForAServerThatProvesNothing() {
        for (TlsPolicy policy : List.of(new TlsPolicy.May(), new TlsPolicy.Encrypt(TlsVersion.TLS_1_3))) {
            assertThatThrownBy(() -> new Terms(
                            policy,
                            Optional.empty(),
                            Optional.of(CREDENTIALS),
                            IgnoredKeywords.none(),
                            OutboundLimits.NONE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"535 5.7.8 no", "454 4.7.0 later", "534 5.7.9 too weak", "504 5.5.4 what", "500 what"})
    void aRefusedLoginDefersAndSaysNoPassword(String reply) throws MessagingException {
        server.withTls(CA.issue(NAME)).offering("AUTH PLAIN").answeringInTls("AUTH", reply);

        assertThat(lineAt(secure()))
                .contains("verdict=deferred", "rejected the login of user gateway by PLAIN: " + reply)
                .doesNotContain(PASSWORD, PLAIN);
        assertThat(server.heardInTls()).doesNotContain("MAIL FROM");
    }

    @Test
    void theServerRepeatsWhatItWasTold() throws MessagingException {
        server.withTls(CA.issue(NAME))
                .offering("AUTH PLAIN")
                .answeringInTls("AUTH", "535 no: " + PLAIN + " is " + PASSWORD + " or " + base64(PASSWORD));

        assertThat(lineAt(secure()))
                .contains("535 no: (hidden) is (hidden) or (hidden)")
                .doesNotContain(PASSWORD, PLAIN, base64(PASSWORD));
    }

    @Test
    void aServerThatHangsUpInTheMiddleMakesNoLineOfIt() throws MessagingException {
        server.withTls(CA.issue(NAME))
                .offering("AUTH LOGIN")
                .answeringInTls("AUTH", "334 " + base64("Username:"))
                .answeringInTls(base64("gateway").toUpperCase(java.util.Locale.ROOT), "nonsense");

        assertThat(lineAt(secure()))
                .contains("verdict=deferred", "waiting for the reply to AUTH")
                .doesNotContain(base64("gateway"), base64(PASSWORD));
    }

    @Test
    void login() throws MessagingException {
        server.withTls(CA.issue(NAME))
                .offering("AUTH=LOGIN", "AUTH LOGIN X-OTHER")
                .answeringInTls("AUTH", "334 " + base64("Username:"))
                .answeringInTls(base64("gateway").toUpperCase(java.util.Locale.ROOT), "334 " + base64("Password:"))
                .answeringInTls(base64(PASSWORD).toUpperCase(java.util.Locale.ROOT), "235 ok");

        assertThat(lineAt(secure())).contains("verdict=delivered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH GSSAPI NTLM", "SIZE", "AUTH"})
    void theServerOffersNoMechanismOfOurs(String extension) throws MessagingException {
        server.withTls(CA.issue(NAME)).offering(extension);

        assertThat(lineAt(secure())).contains("verdict=deferred", "offers no authentication mechanism");
        assertThat(server.heardInTls()).doesNotContain("AUTH", "MAIL FROM");
    }

    @Test
    void aServerThatDoesNotKnowThePasswordGetsNoMail() throws MessagingException {
        server.withTls(CA.issue(NAME)).offering("AUTH SCRAM-SHA-256 PLAIN").answeringInTls("AUTH", "235 2.7.0 welcome");

        assertThat(lineAt(secure())).contains("verdict=deferred", "did not prove that it knows the password");
        assertThat(server.heardInTls()).contains("AUTH SCRAM-SHA-256 ").doesNotContain("MAIL FROM", PLAIN);
    }

    private static Terms terms() {
        return new Terms(
                secure(), Optional.empty(), Optional.of(CREDENTIALS), IgnoredKeywords.none(), OutboundLimits.NONE);
    }

    private AttemptOutcome deliver(Kept kept, BooleanSupplier inForce) {
        return Attempting.deliver(
                        Attempting.attempt(kept.pool, kept.clock),
                        Attempting.mail(RECIPIENT),
                        terms(),
                        Attempting.hosts(server),
                        inForce)
                .get(RECIPIENT);
    }

    @Test
    void theRuleIsChangedWhileTheGatewayLogsIn() {
        var changed = new AtomicBoolean();
        server.withTls(CA.issue(NAME)).offering("AUTH PLAIN").answering((talk, line) -> {
            changed.compareAndSet(false, line.startsWith("AUTH"));
            return line.startsWith("AUTH") ? Optional.of("235 2.7.0 welcome") : Optional.empty();
        });

        try (var kept = new Kept()) {
            assertThat(Attempting.deferred(deliver(kept, () -> !changed.get())).trouble())
                    .isEqualTo(FailureKind.RULE_CHANGED);
        }
        assertThat(server.heardInTls()).contains("AUTH PLAIN").doesNotContain("MAIL FROM");
    }

    @Test
    void theCertificateExpiresWhileTheGatewayLogsIn() {
        try (var kept = new Kept()) {
            server.withTls(CA.issue(NAME)).offering("AUTH PLAIN").answering((talk, line) -> {
                if (line.startsWith("AUTH")) {
                    kept.clock.advance(Duration.ofDays(4000));
                    return Optional.of("235 2.7.0 welcome");
                }
                return Optional.empty();
            });

            assertThat(Attempting.deferred(deliver(kept, () -> true)).tls()).contains(TlsFailure.CERTIFICATE_EXPIRED);
        }
        assertThat(server.heardInTls()).contains("AUTH PLAIN").doesNotContain("MAIL FROM");
    }

    /** Over it the server would reject the next message for good, as one of a client that it does not know. */
    @Test
    void aConnectionThatAFaultLeftBeforeTheLoginIsNotKept() {
        server.withTls(CA.issue(NAME)).offering("AUTH PLAIN").answeringInTls("AUTH", "235 2.7.0 welcome");
        var asked = new AtomicInteger();

        try (var kept = new Kept()) {
            BooleanSupplier fault = () -> {
                if (asked.incrementAndGet() > 1) {
                    throw new IllegalStateException("the partners cannot be told");
                }
                return true;
            };
            assertThat(Attempting.deferred(deliver(kept, fault)).trouble()).isEqualTo(FailureKind.OUR_FAULT);

            Attempting.delivered(deliver(kept, () -> true));
        }
        assertThat(server.heardInTls()).contains("AUTH PLAIN " + PLAIN + "\r\nMAIL FROM:");
    }
}
