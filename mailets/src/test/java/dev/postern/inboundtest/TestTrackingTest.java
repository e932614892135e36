package dev.postern.inboundtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.delivery.MovableClock;
import dev.postern.inboundtest.InboundTests.Issue.Issued;
import dev.postern.inboundtest.TestEvent.Kind;
import dev.postern.partner.PartnerFixture;
import dev.postern.recipient.Recipient;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tracking.AppliedRule;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.Hop;
import dev.postern.tracking.HopReply;
import dev.postern.tracking.InboundEvent;
import dev.postern.tracking.InboundMail;
import dev.postern.tracking.OutboundConnection;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.OutboundMail;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.junit.jupiter.api.Test;

/** An administrator sees the partner's rejected attempts, and what becomes of the report. */
class TestTrackingTest {
    private static final FailureReason CLEAR =
            new FailureReason(Optional.of(TlsFailure.STARTTLS_NOT_SUPPORTED), "the connection is in clear text");

    private final PartnerFixture contoso = PartnerFixture.contoso();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final InboundTests tests =
            new InboundTests(PartnerFixture.partners(contoso), new InMemoryTestStore(), clock);
    private final TestTracking tracking = new TestTracking(tests);
    private final Issued issued;

    TestTrackingTest() throws IOException {
        issued = (Issued)
                tests.issue(contoso.partner(), DnsName.parse("example.org").orElseThrow(), Duration.ofHours(1));
    }

    private List<TestEvent> events() {
        return tests.events(issued.test(), 0);
    }

    private InboundMail mail(Recipient... recipients) throws AddressException {
        return new InboundMail(
                "session1",
                Optional.of(InetAddresses.forString("198.51.100.7")),
                MaybeSender.of(new MailAddress("bob@contoso.test")),
                List.of(recipients),
                new TlsSession.Clear());
    }

    private InboundEvent.Finding finding(AppliedRule rule) throws AddressException {
        return new InboundEvent.Finding(clock.instant(), mail(), rule, CLEAR);
    }

    private static AppliedRule rule(String partner) {
        return new AppliedRule(Optional.of(partner), List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2)));
    }

    @Test
    void a_rejected_attempt() throws AddressException {
        tracking.on(new InboundEvent.Rejected(finding(rule("contoso")), "530 5.7.10 no"));
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.MAIL_REJECTED);
            assertThat(event.text()).endsWith("the connection is in clear text");
            assertThat(event.facts())
                    .containsEntry("Source address", "198.51.100.7")
                    .containsEntry("Result type", "starttls-not-supported")
                    .containsEntry("Reply", "530 5.7.10 no");
        });
    }

    @Test
    void a_monitored_attempt_is_told_once() throws AddressException {
        tracking.on(new InboundEvent.WouldReject(finding(rule("contoso"))));
        tracking.on(new InboundEvent.WouldReject(new InboundEvent.Finding(
                clock.instant(), mail(new Recipient(new MailAddress("x@example.org"))), rule("contoso"), CLEAR)));
        assertThat(events()).extracting(TestEvent::kind).containsExactly(Kind.MAIL_WOULD_BE_REJECTED);
    }

    @Test
    void attempts_of_others_are_not_told() throws AddressException {
        tracking.on(new InboundEvent.Rejected(finding(rule("fabrikam")), "530 5.7.10 no"));
        tracking.on(new InboundEvent.Rejected(finding(AppliedRule.NONE), "553 5.1.7 no"));
        assertThat(events()).isEmpty();
    }

    @Test
    void attempts_after_the_end_are_not_told() throws AddressException {
        clock.advance(Duration.ofHours(1));
        tracking.on(new InboundEvent.Rejected(finding(rule("contoso")), "530 5.7.10 no"));
        assertThat(events()).isEmpty();
    }

    @Test
    void the_report_is_followed_to_its_end() throws IOException, AddressException {
        var bob = new MailAddress("bob@contoso.test");
        tests.accept(MaybeSender.of(bob), new MailAddress(issued.address().toString()), "Mail1");
        tests.report("Mail1", "Report1", true);
        var report = new OutboundMail("Report1-to-contoso.test", MaybeSender.nullSender(), List.of(new Recipient(bob)));
        var another = new OutboundMail("Mail9-to-contoso.test", MaybeSender.nullSender(), List.of(new Recipient(bob)));
        Instant now = clock.instant();
        var hop = new Hop("mx.contoso.test", InetAddresses.forString("192.0.2.7"), 25, Optional.empty());

        tracking.on(new OutboundEvent.Queued(now, another, rule("contoso")));
        tracking.on(new OutboundEvent.Queued(now, report, rule("contoso")));
        var attempt = new OutboundEvent.Attempt(now, report, rule("contoso"), OutboundConnection.NONE);
        tracking.on(new OutboundEvent.Deferred(attempt, CLEAR));
        tracking.on(new OutboundEvent.Delivered(attempt, new HopReply(hop, "250 ok"), false));

        assertThat(events())
                .extracting(TestEvent::kind)
                .containsExactly(Kind.REPORT_QUEUED, Kind.REPORT_DEFERRED, Kind.REPORT_DELIVERED);
        assertThat(events().get(2).text()).contains("mx.contoso.test[192.0.2.7]:25");
    }

    @Test
    void a_report_that_bounces_is_the_end() throws IOException, AddressException {
        var bob = new MailAddress("bob@contoso.test");
        tests.accept(MaybeSender.of(bob), new MailAddress(issued.address().toString()), "Mail1");
        tests.report("Mail1", "Report1", false);
        var report = new OutboundMail("Report1-to-contoso.test", MaybeSender.nullSender(), List.of(new Recipient(bob)));
        tracking.on(new OutboundEvent.Bounced(
                new OutboundEvent.Attempt(clock.instant(), report, rule("contoso"), OutboundConnection.NONE), CLEAR));
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event.kind().isLast()).isTrue());
    }
}
