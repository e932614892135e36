package dev.postern.revalidation;

import static dev.postern.revalidation.RecordFixture.FIRST;
import static dev.postern.revalidation.RecordFixture.MX;
import static dev.postern.revalidation.RecordFixture.NOW;
import static dev.postern.revalidation.RecordFixture.PINNED;
import static dev.postern.revalidation.RecordFixture.SECURE;
import static dev.postern.revalidation.RecordFixture.certificate;
import static dev.postern.revalidation.RecordFixture.contoso;
import static dev.postern.revalidation.RecordFixture.couldNotTell;
import static dev.postern.revalidation.RecordFixture.fallsShort;
import static dev.postern.revalidation.RecordFixture.holds;
import static dev.postern.revalidation.RecordFixture.noTls;
import static dev.postern.revalidation.RecordFixture.partner;
import static dev.postern.revalidation.RecordFixture.tls;
import static dev.postern.revalidation.RecordFixture.withExchangers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerMode;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the postmaster is told, round by round: each change once, with its effect and what to do. */
class PartnerReviewTest {
    private static final Duration DAY = Duration.ofDays(1);

    private Partner partner = contoso(SECURE, PartnerMode.ENFORCE);
    private PartnerState state = PartnerState.NEW;
    private Instant now = NOW;

    /** A round a day later; returns what is to be told. Between rounds the state is written and read, as by a restart. */
    private List<PartnerNotice> round(DomainRecord... domains) throws IOException {
        var record = new ProbeRecord(now, partner.mode().word(), Optional.empty(), List.of(domains));
        PartnerState after = PartnerReview.after(state, partner, record, Duration.ofDays(2));
        state = HistoryJson.read(HistoryJson.write(after), PartnerState.class);
        assertThat(state).isEqualTo(after);
        List<PartnerNotice> told = state.pending();
        state = state.withPending(List.of());
        now = now.plus(DAY);
        return told;
    }

    private String told(DomainRecord... domains) throws IOException {
        List<PartnerNotice> notices = round(domains);
        assertThat(notices).hasSize(1);
        return notices.get(0).headline() + "\n"
                + String.join(" ", notices.get(0).lines()).replaceAll(" +", " ");
    }

    private static DomainRecord lost() {
        return fallsShort("starttls-not-supported", noTls());
    }

    @Test
    void whatHoldsIsNotTold() throws Exception {
        assertThat(round(holds(tls(FIRST)))).isEmpty();
        assertThat(round(holds(tls(FIRST)))).isEmpty();
    }

    @Test
    void starttlsIsLostBackAndLostAgain() throws Exception {
        assertThat(round(holds(tls(FIRST)))).isEmpty();

        assertThat(told(lost()))
                .contains("partner contoso: its rule keeps mail from being delivered (and 1 more)")
                .contains("No TLS at mx.contoso.test any more (starttls-not-supported)")
                .contains(
                        "Now mail to contoso.test is deferred, and returned to its senders 2 days after it was accepted.")
                .contains("The partner: Repair it.")
                .contains("Contact: postmaster@contoso.test");
        assertThat(round(lost())).isEmpty();
        assertThat(told(holds(tls(FIRST)))).contains("its rule holds again").contains("To do: Nothing.");
        assertThat(told(lost())).contains("No TLS at mx.contoso.test");
    }

    @Test
    void inModeMonitorItSaysWhatEnforceWouldDo() throws Exception {
        partner = contoso(SECURE, PartnerMode.MONITOR);

        assertThat(told(lost()))
                .contains("(mode monitor, level secure)")
                .contains(
                        "None now, in mode monitor: mail to contoso.test goes on. In mode enforce it would be deferred.");
    }

    @Test
    void withOnFailureBounceMailIsReturnedAtOnce() throws Exception {
        partner = partner("contoso", SECURE, PartnerMode.ENFORCE, OnFailure.BOUNCE);

        assertThat(told(lost())).contains("Now mail to contoso.test is returned to its senders at once.");
    }

    @Test
    void aNewKeyANewIssuerAndNewNamesAreOneMessage() throws Exception {
        assertThat(round(holds(tls(FIRST)))).isEmpty();

        assertThat(told(holds(tls(certificate("2", "key 2", "CN=Another CA", 300, "a.test", "b.test")))))
                .startsWith("partner contoso: another certificate, with another issuer, other names, another key\n")
                .contains("the issuer is \"CN=Another CA\" instead of \"CN=Their CA\"")
                .contains("it proves a.test, b.test instead of mx.contoso.test")
                .contains("is key 2 instead of key 1")
                .contains("Effect: None now: the rule holds, and mail to contoso.test goes.");
    }

    @Test
    void twoCertificatesThatTakeTurnsAreToldOnceEachWay() throws Exception {
        var other = holds(tls(certificate("2", "key 2", "CN=Their CA", 300, MX)));
        int notices = 0;
        for (int i = 0; i < 20; i++) {
            notices += round(holds(tls(FIRST))).size() + round(other).size();
        }
        assertThat(notices).isLessThanOrEqualTo(4); // there and back, and again after 30 days
        assertThat(state.told()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void mxMovedAndWeakerVersion() throws Exception {
        assertThat(round(withExchangers(MX, MX))).isEmpty();
        assertThat(told(withExchangers("mx.new.test", "mx.new.test")))
                .contains("the MX records changed")
                .contains("The MX records name other servers: mx.new.test instead of mx.contoso.test.")
                .contains("ask the partner whether it was on purpose");

        assertThat(round(holds(tls(TlsVersion.TLS_1_3, FIRST)))).isEmpty();
        assertThat(told(holds(tls(TlsVersion.TLS_1_2, FIRST)))).contains("negotiates TLSv1.2 instead of TLSv1.3");
    }

    @Test
    void oneRoundWithoutAnswerIsNotToldAndTheSecondInARowIs() throws Exception {
        assertThat(round(holds(tls(FIRST)))).isEmpty();
        assertThat(round(couldNotTell())).isEmpty();
        assertThat(round(holds(tls(FIRST)))).isEmpty();
        assertThat(round(couldNotTell())).isEmpty();
        assertThat(told(couldNotTell()))
                .contains("probes get no answer")
                .contains("No probe since 2026-12-02T12:00:00Z could tell")
                .contains("While this lasts, mail to contoso.test is deferred");
        assertThat(round(couldNotTell())).isEmpty();
        assertThat(told(holds(tls(FIRST)))).contains("probes are answered again");
    }

    @Test
    void expiryIsToldAtEachStageOnceAndARenewalEndsIt() throws Exception {
        var soon = certificate("1", "key 1", "CN=Their CA", 40, MX);
        List<String> headlines = new ArrayList<>();
        for (int day = 0; day < 42; day++) {
            round(holds(tls(soon))).forEach(notice -> headlines.add(notice.headline()));
        }
        assertThat(headlines)
                .containsExactly(
                        "partner contoso: a certificate expires in 30 days",
                        "partner contoso: a certificate expires in 14 days",
                        "partner contoso: a certificate expires in 7 days",
                        "partner contoso: a certificate expires in 3 days",
                        "partner contoso: a certificate expires in 1 days",
                        "partner contoso: a certificate has expired");

        assertThat(round(holds(tls(certificate("2", "key 1", "CN=Their CA", 400, MX)))))
                .isEmpty();
        assertThat(state.stages()).isEmpty();
    }

    @Test
    void beforeTheEndOfACertificateItSaysWhatWillHappenWhen() throws Exception {
        var soon = certificate("1", "key 1", "CN=Their CA", 10, MX);

        assertThat(told(holds(tls(soon))))
                .contains("The certificate \"CN=mx.contoso.test\" of the partner's servers expires in 10 days, at"
                        + " 2026-12-09T12:00:00Z.")
                .contains(
                        "From 2026-12-09T12:00:00Z on mail to contoso.test is deferred, and returned to its senders 2 days"
                                + " after it was accepted.")
                .contains("Ask the partner to renew the certificate before then.");

        state = PartnerState.NEW;
        partner = contoso(SECURE, PartnerMode.MONITOR);
        assertThat(told(holds(tls(soon)))).contains("in mode enforce it would be deferred.");
    }

    @Test
    void whereFingerprintsAreAgreedItAsksForTheNextOneAndWhereNothingIsProvedItIsSilent() throws Exception {
        var soon = certificate("1", "key 1", "CN=Their CA", 10, MX);
        partner = contoso(PINNED, PartnerMode.ENFORCE);
        assertThat(told(holds(tls(soon)))).contains("Ask the partner for the fingerprint of its next certificate now");

        state = PartnerState.NEW;
        partner = contoso(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2), PartnerMode.ENFORCE);
        assertThat(round(holds(tls(soon)))).isEmpty();
    }

    @Test
    void aDomainThatIsNoLongerThePartnersIsForgotten() throws Exception {
        round(holds(tls(FIRST)));
        assertThat(state.domains()).containsOnlyKeys("contoso.test");

        partner = partner("elsewhere", SECURE, PartnerMode.ENFORCE, OnFailure.DEFER);
        round();

        assertThat(state.domains()).isEmpty();
    }

    @Test
    void whatCannotBeSentDoesNotPileUp() throws Exception {
        for (int i = 0; i < 100; i++) {
            var record = new ProbeRecord(
                    now.plus(DAY.multipliedBy(i)),
                    "enforce",
                    Optional.empty(),
                    List.of(i % 2 == 0 ? lost() : holds(tls(FIRST))));
            state = PartnerReview.after(state, partner, record, Duration.ofDays(2));
        }
        assertThat(state.pending()).hasSize(20);
    }
}
