package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server does not accept EHLO: HELO is said where no rule needs TLS, and only there. */
class EhloRefusedTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"500 what?", "501 syntax", "502 no", "503 no", "504 no", "550 no", "554 no", "521 no", CLOSE})
    void withoutARuleHeloIsSaid(String reply) {
        server.answering("EHLO", reply);

        assertThat(delivered(deliver(MAY, server)).session()).isInstanceOf(TlsSession.Clear.class);
        assertThat(server.heardInClear()).contains("HELO gw.example.org\r\n").doesNotContain("STARTTLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 what?", "501 syntax", "502 no", "503 no", "504 no", "550 no", "554 no", CLOSE})
    void aPartnersMailIsDeferredForTheTrueReason(String reply) {
        server.withTls(CA.issue(NAME)).answering("EHLO", reply);
        for (TlsPolicy policy : List.of(ENCRYPT, SECURE)) {
            assertThat(deferred(deliver(policy, server)).reason())
                    .contains(reply.equals(CLOSE) ? "waiting for the reply to EHLO: it closed" : reply);
        }
        assertThat(server.heardInClear()).doesNotContain("HELO gw", "MAIL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 no", "450 later", SILENCE})
    void whatIsForLaterIsNoReasonToSayHelo(String reply) {
        server.answering("EHLO", reply);

        deferred(deliver(MAY, server));
        assertThat(server.heardInClear()).doesNotContain("HELO");
        assertThat(server.conversations()).hasSize(1);
    }

    @Test
    void aServerThatAcceptsNeitherIsLeft() {
        server.answering("EHLO", CLOSE).answering("HELO", CLOSE);

        deferred(deliver(MAY, server));
        assertThat(server.conversations()).hasSize(2);
    }

    @Test
    void monitorModeHoldsNothingBack() throws Exception {
        server.answering("EHLO", "503 no");
        try (var outbound = new Outbound(Outbound.monitored(ENCRYPT, server))) {
            var mail = outbound.queued(Attempting.RECIPIENT);

            assertThat(outbound.attempt(mail)).isEmpty();
        }
        assertThat(server.messages()).hasSize(1);
    }
}
