package dev.postern.attempt;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsPolicy;
import dev.postern.tracking.TrackingFixture;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is on record of a connection. */
class EvidenceTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private Map<String, String> words(TlsPolicy policy) {
        var outcome = delivered(deliver(policy, server));
        return TrackingFixture.words(policy, outcome.evidence(), outcome.matched(), Optional.of(outcome.reply()));
    }

    @Test
    void whereAnIdentityIsAgreedTheNameThatMatchedIsOnRecord() {
        var issued = CA.issue(NAME);
        server.withTls(issued);

        assertThat(words(SECURE))
                .containsEntry("host", NAME + ":" + server.port())
                .containsEntry("address", "127.0.0.1")
                .containsEntry("tls", "secure:secure")
                .containsEntry("matched", NAME)
                .containsEntry(
                        "fingerprint",
                        CertificateFingerprint.ofCertificate(issued.certificate())
                                .toString())
                .containsEntry("resumed", "no")
                .containsEntry("reused", "no")
                .containsEntry("reply", "250 taken")
                .doesNotContainKey("beyond")
                .hasEntrySatisfying(
                        "ms",
                        times -> assertThat(times)
                                .matches("connect:[0-9.]+,greeting:[0-9.]+,ehlo:[0-9.]+,tls:[0-9.]+,envelope:[0-9.]+,"
                                        + "content:[0-9.]+,reply:[0-9.]+"));
    }

    @Test
    void whereNoneIsAgreedWhatSecureWouldHaveSaidIsOnRecord() {
        server.withTls(CA.issue(NAME));

        for (TlsPolicy policy : new TlsPolicy[] {MAY, ENCRYPT}) {
            assertThat(words(policy))
                    .containsEntry("tls", policy.level().word() + ":encrypt")
                    .containsEntry("beyond", "certificate-not-trusted");
        }
    }

    @Test
    void clearTextIsOnRecordAsNothing() {
        assertThat(words(MAY)).containsEntry("tls", "may:none").doesNotContainKeys("beyond", "fingerprint", "matched");
    }
}
