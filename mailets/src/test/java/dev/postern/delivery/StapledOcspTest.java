package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.attempt.AttemptOutcome;
import dev.postern.smtpclient.SmtpTimeouts;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.OcspResponses;
import dev.postern.tls.OcspStaple;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a server staples to its certificate in the handshake is read, and can take trust away. The server is one of JSSE's,
 * which asks an OCSP responder for what it staples: here, one on loopback.
 */
class StapledOcspTest {
    /** Both are read whenever an SSLContext is made or first used, and mean nothing to a client. */
    private static final String STAPLES = "jdk.tls.server.enableStatusRequestExtension";

    private static final String RESPONDER = "jdk.tls.stapling.responderURI";

    /** Fetching the staple is part of the handshake. */
    private static final SmtpTimeouts PATIENT = new SmtpTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final IssuedCertificate issued = CA.issue(NAME);
    private final HttpServer responder;
    private final RevokedStatus revoked = new RevokedStatus(Date.from(Instant.now()), 1);
    private byte[] response = new byte[0];

    StapledOcspTest() throws IOException {
        responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void respond() {
        responder.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/ocsp-response");
            exchange.sendResponseHeaders(200, response.length);
            exchange.getResponseBody().write(response);
            exchange.close();
        });
        responder.start();
        System.setProperty(STAPLES, "true");
        System.setProperty(
                RESPONDER, "http://127.0.0.1:" + responder.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        System.clearProperty(STAPLES);
        System.clearProperty(RESPONDER);
        server.close();
        responder.stop(0);
    }

    private AttemptOutcome stapled(
            String version, TlsPolicy policy, IssuedCertificate signer, CertificateStatus status) {
        response = OcspResponses.by(signer, CA, issued.certificate(), status, Duration.ofDays(3));
        // JSSE staples only if it knows the issuer.
        server.withTls(new IssuedCertificate(List.of(issued.certificate(), CA.certificate()), issued.key()))
                .protocols(version);
        var mail = Attempting.mail(Attempting.RECIPIENT);
        var terms = new Terms(policy, Optional.empty());
        return Attempting.deliver(Attempting.attempt(PATIENT), mail, terms, Attempting.hosts(server))
                .get(Attempting.RECIPIENT);
    }

    private void kept(AttemptOutcome outcome, String reason) {
        assertThat(server.heardInTls()).contains("EHLO").doesNotContain("MAIL FROM", SECRET);
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
        assertThat(deferred(outcome).tls()).contains(TlsFailure.CERTIFICATE_NOT_TRUSTED);
        assertThat(deferred(outcome).reason()).contains(reason);
    }

    private static Optional<OcspStaple> staple(AttemptOutcome outcome) {
        return ((TlsSession.Encrypted) outcome.session()).staple();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theIssuerHasRevokedTheCertificate(String version) {
        kept(stapled(version, SECURE, CA.own(), revoked), "it was revoked on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatAnotherCaSaysCountsAsNothing(String version) {
        var other = CertificateAuthority.create("Contoso CA").own();

        delivered(stapled(version, SECURE, other, revoked));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theIssuerSaysThatTheCertificateIsGood(String version) {
        AttemptOutcome outcome = stapled(version, SECURE, CA.own(), CertificateStatus.GOOD);

        assertThat(delivered(outcome).matched()).contains(NAME);
        assertThat(staple(outcome)).contains(new OcspStaple(response));
    }

    /** Where no identity is agreed, no certificate is judged. */
    @Test
    void encryptionAsksNobody() {
        AttemptOutcome outcome = stapled("TLSv1.3", ENCRYPT, CA.own(), revoked);

        delivered(outcome);
        assertThat(staple(outcome)).isPresent();
    }
}
