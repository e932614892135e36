package dev.postern.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class DecisionLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.postern.decision");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @BeforeEach
    void listen() {
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(events);
    }

    private static TlsSession presenting(String name) {
        return new TlsSession.Encrypted(
                TlsVersion.TLS_1_3,
                "TLS_AES_256_GCM_SHA384",
                List.of(CertificateAuthority.selfSigned(name).certificate()));
    }

    @Test
    void oneLineInAFixedOrder() {
        new DecisionLog().on(Events.rejected(presenting("mx.fabrikam.test"), Events.WHY));

        assertThat(events.list)
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getFormattedMessage())
                                .matches(
                                        "inbound message=Mail1 partner=contoso wanted=secure version=TLSv1\\.3"
                                                + " cipher=TLS_AES_256_GCM_SHA384 certificate=mx\\.fabrikam\\.test verdict=rejected"
                                                + " token=certificate-host-mismatch reason=\"it is for 'mx'\" from=\\S+ client=\\S+ fingerprint=sha256:\\S+"));
    }

    @ParameterizedTest
    @EnumSource(value = TrackingEvent.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "QUEUED")
    void whatKeptMailFromTravellingIsAWarning(TrackingEvent.Kind kind) {
        new DecisionLog().on(Events.of(kind));

        boolean travelled = Set.of("RECEIVED", "EXEMPT", "DELIVERED").contains(kind.name());
        assertThat(events.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(travelled ? Level.INFO : Level.WARN);
            assertThat(event.getFormattedMessage()).contains("certificate=none");
        });
    }

    /** The words are an interface: scripts and alerts search for them. */
    @ParameterizedTest
    @CsvSource({
        "RECEIVED, accepted",
        "EXEMPT, exempt",
        "REJECTED, rejected",
        "TEMPFAIL, tempfail",
        "QUARANTINED, quarantined",
        "WOULD_REJECT, would-reject",
        "WOULD_DEFER, would-defer",
        "WOULD_QUARANTINE, would-quarantine",
        "DELIVERED, delivered",
        "DEFERRED, deferred",
        "BOUNCED, bounced",
        "WOULD_BOUNCE, would-bounce"
    })
    void eachKindHasItsWord(TrackingEvent.Kind kind, String word) {
        new DecisionLog().on(Events.of(kind));

        assertThat(events.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).matches(".* verdict=" + word + "( .*|$)"));
    }

    /** More log may be dropped while it cannot be written than the acceptance of a message. */
    @ParameterizedTest
    @CsvSource({
        "RECEIVED, postern.acceptance",
        "EXEMPT, postern.acceptance",
        "WOULD_REJECT, postern.acceptance",
        "WOULD_DEFER, postern.acceptance",
        "REJECTED, postern.rejection",
        "TEMPFAIL, postern.rejection",
        "QUARANTINED, postern.decision",
        "DELIVERED, postern.decision",
        "DEFERRED, postern.decision",
        "BOUNCED, postern.decision"
    })
    void eachLineIsMarkedByWhoCanCauseIt(TrackingEvent.Kind kind, String marker) {
        new DecisionLog().on(Events.of(kind));

        assertThat(events.list)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getMarkerList()).singleElement().hasToString(marker));
    }

    @Test
    void theQueueHasNoLine() {
        new DecisionLog().on(Events.of(TrackingEvent.Kind.QUEUED));

        assertThat(events.list).isEmpty();
    }

    /** {@code grep partner=none} finds all of it, in and out. */
    @Test
    void withoutAPartnerAndARuleBothAreNoneInEitherDirection() {
        var why = new FailureReason("no domain");
        new DecisionLog()
                .on(new InboundEvent.Rejected(
                        new InboundEvent.Finding(
                                Events.NOON, Events.inbound(new TlsSession.Clear()), AppliedRule.NONE, why),
                        "553 5.1.7 no"));
        new DecisionLog()
                .on(new OutboundEvent.Bounced(
                        new OutboundEvent.Attempt(
                                Events.NOON, Events.outbound("a@b.test"), AppliedRule.NONE, OutboundConnection.NONE),
                        why));

        assertThat(events.list)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getFormattedMessage()).contains(" partner=none wanted=none "));
    }

    @Test
    void deliveryInSpiteOfAMonitoredRuleHasTheOneLineThatSaysSo() {
        var delivered = (OutboundEvent.Delivered) Events.of(TrackingEvent.Kind.DELIVERED);
        new DecisionLog().on(Events.of(TrackingEvent.Kind.WOULD_BOUNCE));
        new DecisionLog().on(new OutboundEvent.Delivered(delivered.attempt(), delivered.acceptance(), true));

        assertThat(events.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .contains(
                                " verdict=would-bounce ",
                                "accepted by mx[127.0.0.1]:25 all the same\"",
                                " reply=\"250 2.0.0 ok\""));
    }

    @Test
    void aPeerCannotForgeALineOrAKey() {
        var why = new FailureReason(Optional.empty(), "bad\nthing\u2028\u0085\u202e\" verdict=accepted");
        var matched = Optional.of("x verdict=accepted\r\ninbound");
        new DecisionLog()
                .on(new InboundEvent.Received(
                        Events.NOON,
                        Events.inbound(new TlsSession.Clear()),
                        List.of(new InboundEvent.Received.Kept(AppliedRule.NONE, matched))));
        new DecisionLog().on(Events.rejected(new TlsSession.Clear(), why));

        assertThat(events.list.get(0).getFormattedMessage())
                .contains("certificate=x?verdict=accepted")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}]");
        String line = events.list.get(1).getFormattedMessage();
        assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}]");
        assertThat(line.chars().filter(c -> c == '"').count()).isEqualTo(2);
    }

    @Test
    void aSenderCannotForgeAKey() throws AddressException {
        var sender = new MailAddress("\"x verdict=accepted partner=y\"@evil.test");
        var known = Events.inbound(new TlsSession.Clear());
        var mail = new InboundMail(
                known.message(), known.client(), MaybeSender.of(sender), known.recipients(), known.session());
        new DecisionLog()
                .on(new InboundEvent.Received(
                        Events.NOON,
                        mail,
                        List.of(new InboundEvent.Received.Kept(AppliedRule.NONE, Optional.empty()))));

        assertThat(events.list.get(0).getFormattedMessage())
                .contains(" from=\"'x verdict=accepted partner=y'@evil.test\" ")
                .containsOnlyOnce("partner=none");
    }
}
