package dev.postern.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.partner.LoggedLines;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpiryWatchTest {
    private static final Instant END = Instant.parse("2027-03-01T12:00:00Z");
    private static final CertificateInUse CONTOSO = expiring("client certificate for partner contoso", END);

    private final Set<CertificateInUse> certificates = new LinkedHashSet<>(Set.of(CONTOSO));
    private Instant now = END;
    private final ExpiryWatch watch = new ExpiryWatch(() -> Set.copyOf(certificates), new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });

    private static CertificateInUse expiring(String use, Instant end) {
        return new CertificateInUse(
                use,
                CertificateAuthority.selfSigned(
                                CertificateTemplate.of("gw.example.org").valid(end.minus(Duration.ofDays(90)), end))
                        .certificate());
    }

    private void lookAt(Duration before) {
        now = END.minus(before);
        watch.look();
    }

    @Test
    void eachStageIsToldOnce() {
        try (var log = new LoggedLines(ExpiryWatch.class)) {
            lookAt(Duration.ofDays(30).plusSeconds(1));
            assertThat(log.at(Level.WARN)).isEmpty();
            int told = 0;
            for (int days : List.of(30, 14, 7, 3, 1)) {
                lookAt(Duration.ofDays(days));
                told++;
                assertThat(log.at(Level.WARN)).hasSize(told);
                assertThat(log.at(Level.WARN).get(told - 1))
                        .contains("client certificate for partner contoso", "2027-03-01", days + " days");
                lookAt(Duration.ofDays(days).minusHours(1));
                assertThat(log.at(Level.WARN)).hasSize(told);
            }
            assertThat(log.at(Level.ERROR)).isEmpty();

            lookAt(Duration.ofSeconds(-1));
            lookAt(Duration.ofDays(-2));

            assertThat(log.at(Level.ERROR)).singleElement().asString().contains("has expired");
            assertThat(log.at(Level.WARN)).hasSize(told);
        }
    }

    @Test
    void whatWasMissedIsToldOnceAndNotStageByStage() {
        try (var log = new LoggedLines(ExpiryWatch.class)) {
            lookAt(Duration.ofDays(2));

            assertThat(log.at(Level.WARN)).singleElement().asString().contains("expires in 2 days");
        }
    }

    @Test
    void readingTheFilesAgainTellsNothingTwiceAndARenewalStartsAnew() {
        try (var log = new LoggedLines(ExpiryWatch.class)) {
            lookAt(Duration.ofDays(5));
            certificates.clear();
            certificates.add(new CertificateInUse(CONTOSO.use(), CONTOSO.certificate()));
            lookAt(Duration.ofDays(4));
            assertThat(log.at(Level.WARN)).hasSize(1);

            certificates.clear();
            certificates.add(expiring(CONTOSO.use(), END.plus(Duration.ofDays(60))));
            lookAt(Duration.ofDays(1));
            assertThat(log.at(Level.WARN)).hasSize(1);
            assertThat(watch.soon()).isEmpty();
        }
    }

    @Test
    void soonListsTheFirstToExpireFirst() {
        certificates.add(expiring("certificate of the gateway", END.minus(Duration.ofDays(1))));
        now = END.minus(Duration.ofDays(3));

        assertThat(watch.soon())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("certificate of the gateway (CN=gw.example.org) valid-until=2027-02-28");
    }
}
