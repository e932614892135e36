package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Cause;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsFailure;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In TLS 1.2 a server may have a session negotiated anew on the same connection. The verdict was for the session before: nothing
 * more is said, whatever certificate the new one has.
 */
class RenegotiationTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private Cause renegotiatedAt(String verb, IssuedCertificate other) {
        server.withTls(CA.issue(NAME)).renegotiatingAt(verb, Optional.of(other));
        return deferred(deliver(SECURE, server));
    }

    private void kept(Cause cause) {
        assertThat(server.conversations()).hasSize(1);
        assertThat(server.heardInTls()).contains("EHLO").doesNotContain(SECRET, "QUIT");
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
        assertThat(server.messages()).isEmpty();
        // At DATA the client finds out after it has sent the content in the session that was judged.
        assertThat(cause.tls().filter(TlsFailure.VALIDATION_FAILURE::equals).isPresent() || cause.mayHaveArrived())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "MAIL", "RCPT", "DATA"})
    void theSecondCertificateHasTheAgreedNameAndIsSelfSigned(String verb) {
        kept(renegotiatedAt(verb, CertificateAuthority.selfSigned(NAME)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "MAIL", "RCPT", "DATA"})
    void theSecondCertificateIsForAnotherName(String verb) {
        kept(renegotiatedAt(verb, CA.issue("mx.mallory.test")));
    }

    @Test
    void theSecondCertificateIsAsGoodAsTheFirst() {
        kept(renegotiatedAt("MAIL", CA.issue(NAME)));
    }

    /** A rule that is only watched, or none: what would go in clear text too is not held for a new session. */
    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA"})
    void withoutARuleEachSessionWillDo(String verb) {
        server.withTls(CA.issue(NAME)).renegotiatingAt(verb, Optional.of(CA.issue("mx.mallory.test")));

        delivered(deliver(MAY, server));
    }

    @Test
    void theSessionThatWasJudgedIsTakenUpAgain() {
        server.withTls(CA.issue(NAME)).renegotiatingAt("MAIL", Optional.empty());

        delivered(deliver(SECURE, server));
    }
}
