package dev.postern.revalidation;

import static dev.postern.revalidation.RecordFixture.FIRST;
import static dev.postern.revalidation.RecordFixture.MX;
import static dev.postern.revalidation.RecordFixture.certificate;
import static dev.postern.revalidation.RecordFixture.couldNotTell;
import static dev.postern.revalidation.RecordFixture.fallsShort;
import static dev.postern.revalidation.RecordFixture.holds;
import static dev.postern.revalidation.RecordFixture.noTls;
import static dev.postern.revalidation.RecordFixture.tls;
import static dev.postern.revalidation.RecordFixture.unreached;
import static dev.postern.revalidation.RecordFixture.withExchangers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.revalidation.ProbeChange.CertificateReplaced;
import dev.postern.revalidation.ProbeChange.ExchangersMoved;
import dev.postern.revalidation.ProbeChange.TlsBack;
import dev.postern.revalidation.ProbeChange.TlsLost;
import dev.postern.revalidation.ProbeChange.VersionWeaker;
import dev.postern.tls.TlsVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as a change between two probes, and what does not. */
class RecordComparisonTest {
    private static final CertificateRecord RENEWED = certificate("second", "key 1", "CN=Their CA", 300, MX);
    private static final CertificateRecord NEW_KEY = certificate("third", "key 2", "CN=Their CA", 300, MX);
    private static final CertificateRecord NEW_ISSUER = certificate("fourth", "key 1", "CN=Another CA", 300, MX);
    private static final CertificateRecord NEW_NAMES = certificate("fifth", "key 1", "CN=Their CA", 300, "x.test");

    private static List<ProbeChange> between(DomainRecord before, DomainRecord now) {
        return RecordComparison.between(before, now);
    }

    private static CertificateReplaced replaced(CertificateRecord now, boolean names, boolean issuer, boolean key) {
        return new CertificateReplaced(List.of(MX), FIRST, now, names, issuer, key);
    }

    @Test
    void theSameAgainIsNoChange() {
        assertThat(between(holds(tls(FIRST)), holds(tls(FIRST)))).isEmpty();
    }

    @Test
    void aRenewalWithTheSameKeyIssuerAndNamesIsNoChange() {
        assertThat(between(holds(tls(FIRST)), holds(tls(RENEWED)))).isEmpty();
    }

    @Test
    void anotherKeyIssuerOrNameIsOne() {
        assertThat(between(holds(tls(FIRST)), holds(tls(NEW_KEY))))
                .containsExactly(replaced(NEW_KEY, false, false, true));
        assertThat(between(holds(tls(FIRST)), holds(tls(NEW_ISSUER))))
                .containsExactly(replaced(NEW_ISSUER, false, true, false));
        assertThat(between(holds(tls(FIRST)), holds(tls(NEW_NAMES))))
                .containsExactly(replaced(NEW_NAMES, true, false, false));
    }

    @Test
    void oneOfSeveralAddressesWithAnotherCertificateIsEnough() {
        assertThat(between(holds(tls(FIRST), tls(FIRST)), holds(tls(FIRST), tls(NEW_KEY))))
                .containsExactly(replaced(NEW_KEY, false, false, true));
        assertThat(between(holds(tls(FIRST), tls(NEW_KEY)), holds(tls(NEW_KEY))))
                .isEmpty();
    }

    @Test
    void tlsIsLostAndBack() {
        var lost = fallsShort("starttls-not-supported", noTls());
        assertThat(between(holds(tls(FIRST)), lost)).containsExactly(new TlsLost(MX, "starttls-not-supported"));
        assertThat(between(lost, lost)).isEmpty();
        assertThat(between(lost, holds(tls(FIRST)))).containsExactly(new TlsBack(MX));
    }

    @Test
    void anOlderVersionIsAChangeAndANewerOneIsNot() {
        var newer = holds(tls(TlsVersion.TLS_1_3, FIRST));
        var older = holds(tls(TlsVersion.TLS_1_2, FIRST));
        assertThat(between(newer, older))
                .containsExactly(new VersionWeaker(MX, TlsVersion.TLS_1_3, TlsVersion.TLS_1_2));
        assertThat(between(older, newer)).isEmpty();
    }

    @Test
    void otherServersInTheMxRecordsAreOneChange() {
        assertThat(between(withExchangers(MX, MX), withExchangers("new.test", "new.test")))
                .containsExactly(new ExchangersMoved(List.of(MX), List.of("new.test")));
    }

    @Test
    void noAnswerIsNoChange() {
        assertThat(between(holds(tls(FIRST)), couldNotTell())).isEmpty();
        assertThat(between(couldNotTell(), holds(tls(NEW_KEY)))).isEmpty();
        assertThat(between(holds(tls(FIRST), tls(FIRST)), holds(tls(FIRST), unreached())))
                .isEmpty();
        assertThat(between(withExchangers(MX, MX), holds(tls(FIRST)))).isEmpty(); // the DNS gave no MX records
    }

    @Test
    void afterNoAnswerTheNextProbeIsComparedWithTheLastKnown() {
        DomainRecord known = holds(tls(FIRST)).updatedBy(couldNotTell());

        assertThat(between(known, holds(tls(NEW_KEY)))).containsExactly(replaced(NEW_KEY, false, false, true));
    }
}
