package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inbound.RelayRule;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hop from our own servers to the gateway. */
class RelayTlsMailHookTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Our own CA");
    private static final RelayRule TLS = new RelayRule(List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2)));
    private static final RelayRule TLS_1_3 = new RelayRule(List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3)));
    private static final RelayRule NAMED = new RelayRule(List.of(new TlsPolicy.Secure(
            TlsVersion.TLS_1_2,
            List.of(CertificateMatch.parse("mail.example.org").orElseThrow()),
            CA.trustAnchors())));

    private static Conversation own(RelayRule rule) {
        return Conversation.withRelay(rule).asRelayClient();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@example.org", "", "eve@evil.test"})
    void an_own_server_in_clear_text_is_rejected_before_any_content(String sender) {
        var client = own(TLS).greeted();

        assertThat(client.say("MAIL FROM:<" + sender + ">"))
                .isEqualTo("530 5.7.10 Encryption needed: mail from this host is accepted over TLS only");
        assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("503");
        assertThat(client.say("DATA")).startsWith("503");
    }

    @Test
    void a_handshake_that_is_not_finished_is_no_tls() {
        var client = own(TLS).over(NegotiatedSession.beforeHandshake()).greeted();

        assertThat(client.say("MAIL FROM:<alice@example.org>")).startsWith("530 5.7.10");
    }

    @Test
    void an_own_server_over_tls_is_accepted() {
        var client = own(TLS).over(NegotiatedSession.tls13()).greeted();

        assertThat(client.say("MAIL FROM:<alice@example.org>")).startsWith("250");
    }

    @Test
    void an_older_version_than_required_is_rejected() {
        var client = own(TLS_1_3)
                .over(NegotiatedSession.of("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", List.of()))
                .greeted();

        assertThat(client.say("MAIL FROM:<alice@example.org>")).startsWith("550 5.7.10");
    }

    @Test
    void everyone_else_may_send_in_clear_text_to_us() {
        var stranger = Conversation.withRelay(TLS).greeted();

        assertThat(stranger.send("carol@stranger.test", "Subject: x\r\n\r\nx")).startsWith("250");
    }

    @Test
    void without_a_rule_clear_text_is_accepted() {
        assertThat(own(RelayRule.NONE).greeted().say("MAIL FROM:<alice@example.org>"))
                .startsWith("250");
    }

    @Test
    void the_agreed_certificate_only() {
        var agreed = CA.issue("mail.example.org");
        var other = CA.issue("mail.fabrikam.test");
        var pinned = new RelayRule(List.of(new TlsPolicy.Fingerprint(
                TlsVersion.TLS_1_2, Set.of(CertificateFingerprint.ofCertificate(agreed.certificate())))));
        for (RelayRule rule : List.of(NAMED, pinned)) {
            assertThat(own(rule)
                            .over(NegotiatedSession.tls13(agreed.certificate()))
                            .greeted()
                            .say("MAIL FROM:<alice@example.org>"))
                    .startsWith("250");
            assertThat(own(rule)
                            .over(NegotiatedSession.tls13(other.certificate()))
                            .greeted()
                            .say("MAIL FROM:<alice@example.org>"))
                    .isEqualTo("550 5.7.1 Mail from this host is accepted with the agreed client certificate only");
            assertThat(own(rule).over(NegotiatedSession.tls13()).greeted().say("MAIL FROM:<alice@example.org>"))
                    .startsWith("550 5.7.1");
            assertThat(own(rule).greeted().say("MAIL FROM:<alice@example.org>")).startsWith("530 5.7.10");
        }
    }
}
