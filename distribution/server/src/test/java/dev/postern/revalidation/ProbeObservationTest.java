package dev.postern.revalidation;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Probing;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.partner.Partner;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.ProbeStatus;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.IssuedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of probes of real servers, and what a hostile one can bring into a notice. */
class ProbeObservationTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final ProbeRequest request = Probing.request(SECURE, server);

    @AfterEach
    void stop() {
        server.close();
    }

    private DomainRecord probed() {
        var observation = new ProbeObservation();
        return observation.record(Probing.run(request, observation));
    }

    private DomainRecord probed(IssuedCertificate certificate) {
        server.withTls(certificate);
        return probed();
    }

    @Test
    void theCertificateOfAServerThatHolds() {
        IssuedCertificate issued = CA.issue(NAME);

        DomainRecord record = probed(issued);

        assertThat(record.status()).isEqualTo(ProbeStatus.HOLDS);
        assertThat(record.reason()).isEmpty();
        assertThat(record.hosts()).hasSize(1);
        assertThat(record.hosts().get(0).name()).isEqualTo(NAME);
        assertThat(record.certificates()).singleElement().satisfies(certificate -> {
            assertThat(certificate.names()).containsExactly(NAME);
            assertThat(certificate.fingerprint())
                    .isEqualTo(CertificateFingerprint.ofCertificate(issued.certificate())
                            .toString());
            assertThat(certificate.notAfter())
                    .isEqualTo(issued.certificate().getNotAfter().toInstant());
        });
    }

    @Test
    void theCertificateOfAServerThatFallsShort() {
        DomainRecord record = probed(CertificateAuthority.selfSigned(NAME));

        assertThat(record.status()).isEqualTo(ProbeStatus.FALLS_SHORT);
        assertThat(record.failure()).contains("certificate-not-trusted");
        assertThat(record.advice()).isNotEmpty();
        assertThat(record.certificates()).hasSize(1);
    }

    @Test
    void aServerWithoutTlsAndOneThatIsNotThere() {
        assertThat(probed().hosts().get(0).state()).isEqualTo(new HostState.WithoutTls("starttls-not-supported"));
        server.close();
        assertThat(probed().hosts().get(0).state()).isEqualTo(new HostState.Unreached());
    }

    /** Fields of a certificate are the partner's to choose: they make no line, no header and no endless notice. */
    @Test
    void whatAHostileCertificateSaysStaysInsideItsQuotes() {
        Partner partner = request.route().partner().orElseThrow();
        String hostile = "x\r\nBcc: victim@example.test\r\n\r\nTo do: \u001b[2J\u202epay" + "y".repeat(5000);
        String[] names = new String[300];
        Arrays.setAll(names, i -> "n" + i + ".contoso.test");
        DomainRecord first = probed(CA.issue(NAME));
        DomainRecord second = probed(CertificateAuthority.create(hostile).issue(names));
        PartnerState before = after(PartnerState.NEW, partner, first);

        List<PartnerNotice> notices = after(before, partner, second).pending();

        assertThat(notices).hasSize(1);
        assertThat(notices.get(0).headline()).matches("[ -~]{1,120}").doesNotContain("victim");
        assertThat(notices.get(0).lines())
                .hasSizeLessThan(60)
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(80)
                        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]")
                        .doesNotStartWith("Bcc"));
        assertThat(notices.get(0).lines().stream().filter(line -> line.startsWith("To do:")))
                .hasSize(1);
        assertThat(HistoryJson.write(second)).hasSizeLessThan(5000);
        assertThat(second.certificates().findFirst().orElseThrow().names())
                .hasSize(CertificateRecord.MOST_NAMES + 1)
                .endsWith("and 200 more");
    }

    private static PartnerState after(PartnerState before, Partner partner, DomainRecord found) {
        var record = new ProbeRecord(Instant.now(), "enforce", Optional.empty(), List.of(found));
        return PartnerReview.after(before.withPending(List.of()), partner, record, Duration.ofDays(2));
    }
}
