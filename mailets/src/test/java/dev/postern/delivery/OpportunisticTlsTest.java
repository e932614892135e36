package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Level {@code may}: TLS where it comes about, clear text where it does not (RFC 7435). */
class OpportunisticTlsTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void noTlsOfferedMailGoesInClearText() {
        assertThat(delivered(deliver(MAY, server)).session()).isEqualTo(new TlsSession.Clear());
        assertThat(server.conversations()).hasSize(1);
        assertThat(server.heardInClear()).contains("MAIL FROM:<alice@example.org>", SECRET);
    }

    @Test
    void aSelfSignedCertificateIsBetterThanNoTls() {
        server.withTls(CertificateAuthority.selfSigned("whoever.test"));

        assertThat(delivered(deliver(MAY, server)).session()).isInstanceOf(TlsSession.Encrypted.class);
        assertThat(server.heardInTls()).contains("MAIL FROM", SECRET);
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
        assertThat(server.conversations().get(0).tlsVersion()).isEqualTo("TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 not now", "502 no", "354 data?", "gibberish", CLOSE, SILENCE})
    void startTlsDoesNotComeAboutMailGoesInClearTextOverANewConnection(String reply) {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", reply);

        assertThat(delivered(deliver(MAY, server)).session()).isEqualTo(new TlsSession.Clear());
        assertThat(server.conversations()).hasSize(2);
        assertThat(server.conversations().get(0).clear()).doesNotContain("MAIL FROM");
        assertThat(server.conversations().get(1).clear())
                .doesNotContain("STARTTLS")
                .contains("MAIL FROM");
    }

    @Test
    void theHandshakeFailsMailGoesInClearTextOverANewConnection() {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2").injecting("\r\nno TLS record");

        assertThat(delivered(deliver(MAY, server)).session()).isEqualTo(new TlsSession.Clear());
        assertThat(server.conversations().get(0).clear()).doesNotContain("MAIL FROM");
    }

    @Test
    void theServerEndsTlsForWantOfAClientCertificateMailGoesInClearText() {
        server.withTls(CA.issue(NAME)).demandingClientCertificate();

        assertThat(delivered(deliver(MAY, server)).session()).isEqualTo(new TlsSession.Clear());
    }

    @Test
    void aServerThatKnowsNoEhloIsGreetedWithHelo() {
        server.answering("EHLO", "502 what?");

        delivered(deliver(MAY, server));
        assertThat(server.heardInClear()).contains("EHLO gw.example.org\r\nHELO gw.example.org\r\nMAIL FROM");
    }

    @Test
    void aGreetingThatRefusesIsADeferral() {
        server.answering("GREETING", "421 4.3.2 busy");

        assertThat(deferred(deliver(MAY, server)).words()).isEqualTo("421 4.3.2 busy");
    }

    @Test
    void aServerThatWantsTlsAfterAllSaysSoItself() {
        server.answering("MAIL", "530 5.7.0 Must issue a STARTTLS command first");

        assertThat(failed(deliver(MAY, server)).finalStatus()).isEqualTo("5.7.0");
    }

    @Test
    void theNameOfTheHostIsSentAsSniAndAnAddressIsNot() {
        server.withTls(CA.issue(NAME));

        deliver(MAY, server);
        deliver(Attempting.mail(Attempting.RECIPIENT), MAY, List.of(server.host("127.0.0.1")));

        assertThat(server.conversations())
                .extracting(ScriptedConversation::serverName)
                .containsExactly(NAME, "none");
    }
}
