package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Cause;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.OddCertificate;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import dev.postern.tracking.TrackingFixture;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose TLS OpenSSL takes and JSSE does not: unknown names, warnings, certificates against RFC 5280. */
class OddServersTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] records(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private void assertDeliveredInTls(TlsPolicy policy, int conversations) {
        assertThat(delivered(deliver(policy, server)).session()).isInstanceOf(TlsSession.Encrypted.class);
        assertThat(server.conversations()).hasSize(conversations);
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM", SECRET);
    }

    private void assertNothingWasSaid() {
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, 15030300020170",
        "TLSv1.2, 15030100020170",
        "TLSv1.2, 1503030002017015030300020170150303000201701503030002012a",
        "TLSv1.3, 15030300020170"
    })
    void aWarningBeforeTheServersHelloIsPassedOver(String version, String warnings) {
        server.withTls(CA.issue(NAME)).protocols(version).beginningHandshakeWith(records(warnings));

        assertDeliveredInTls(SECURE, 1);
        assertThat(delivered(deliver(MAY, server)).session()).isInstanceOf(TlsSession.Encrypted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "15030300020228", // fatal handshake_failure
                "15030300020270", // fatal unrecognized_name
                "15030300020100", // close_notify
                "15030300020164", // no_renegotiation
                "1503030002017015030300020170150303000201701503030002017015030300020170", // a fifth warning
                "1503030001", // cut short
                "220 hello"
            })
    void whateverElseComesFirstEndsTheHandshake(String records) {
        byte[] octets =
                records.startsWith("220") ? "220 hello\r\n".getBytes(StandardCharsets.US_ASCII) : records(records);
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2").beginningHandshakeWith(octets);

        assertThat(deferred(deliver(SECURE, server)).tls()).contains(TlsFailure.VALIDATION_FAILURE);
        assertNothingWasSaid();
    }

    @Test
    void aServerThatKnowsNoSuchNameGetsAHandshakeWithoutOne() {
        server.withTls(CA.issue(NAME)).knowingNoName();

        assertDeliveredInTls(MAY, 2);
        assertDeliveredInTls(SECURE, 4);
        assertThat(server.conversations().get(1).serverName()).isEqualTo("none");
    }

    @Test
    void withoutANameTheCertificateIsJudgedAllTheSame() {
        server.withTls(CA.issue("other.test")).knowingNoName();

        assertThat(deferred(deliver(SECURE, server)).tls()).contains(TlsFailure.CERTIFICATE_HOST_MISMATCH);
        assertNothingWasSaid();
    }

    @Test
    void anyFailureOfTheHandshakeIsTriedOnceMoreWithoutANameBeforeClearText() {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2").beginningHandshakeWith(records("15030300020228"));

        var outcome = delivered(deliver(MAY, server));
        assertThat(outcome.session()).isEqualTo(new TlsSession.Clear());
        assertThat(server.conversations()).hasSize(3);
        assertThat(TrackingFixture.words(MAY, outcome.evidence(), Optional.empty(), Optional.empty()))
                .containsEntry("tls", "may:none")
                .hasEntrySatisfying(
                        "tlsFailed",
                        reason -> assertThat(reason)
                                .startsWith("validation-failure: ")
                                .contains("handshake_failure"));
    }

    @Test
    void aRuleIsNotTriedWithoutANameForAnyOtherFailure() {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2").beginningHandshakeWith(records("15030300020228"));

        deferred(deliver(SECURE, server));
        assertThat(server.conversations()).hasSize(1);
        assertNothingWasSaid();
    }

    @Test
    void clearTextAfterStartTlsWasRefusedLeavesATraceToo() {
        server.withTls(CA.issue(NAME)).answering("STARTTLS", "454 4.7.0 TLS not available");

        var outcome = delivered(deliver(MAY, server));
        assertThat(outcome.evidence().tlsFailed()).get().asString().contains("454 4.7.0 TLS not available");
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void aCertificateAgainstRfc5280IsGoodForLevelsThatAskNothingOfIt(OddCertificate odd) {
        IssuedCertificate issued = odd.make();
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            server.withTls(issued).protocols(version);

            delivered(deliver(ENCRYPT, server));
            delivered(deliver(fingerprint(CertificateFingerprint.ofCertificate(issued.certificate())), server));
            delivered(deliver(fingerprint(CertificateFingerprint.ofPublicKey(issued.certificate())), server));
            assertThat(delivered(deliver(MAY, server)).session()).isInstanceOf(TlsSession.Encrypted.class);
        }
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM");
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void itProvesNoName(OddCertificate odd) {
        IssuedCertificate issued = odd.makeBy(CA);
        server.withTls(issued);
        var trusting = new TrustAnchors(Set.of(CA.certificate(), issued.certificate()));
        var name = List.of(CertificateMatch.parse(NAME).orElseThrow());

        for (TlsPolicy policy : List.of(SECURE, new TlsPolicy.Secure(TlsVersion.TLS_1_2, name, trusting))) {
            Cause cause = deferred(deliver(policy, server));
            assertThat(cause.tls()).contains(TlsFailure.CERTIFICATE_NOT_TRUSTED);
            assertThat(cause.reason()).contains("RFC 5280 forbids such a certificate");
        }
        assertNothingWasSaid();
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void anotherOneThanAgreedIsRefused(OddCertificate odd) {
        server.withTls(odd.make());

        Cause cause = deferred(deliver(
                fingerprint(CertificateFingerprint.ofCertificate(odd.make().certificate())), server));
        assertThat(cause.tls()).contains(TlsFailure.CERTIFICATE_NOT_TRUSTED);
        assertNothingWasSaid();
    }

    private static TlsPolicy fingerprint(CertificateFingerprint agreed) {
        return new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(agreed));
    }
}
