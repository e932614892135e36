package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.recipient.Recipient;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.TrackingEvent;
import dev.postern.tracking.TrackingEvent.Kind;
import java.util.Arrays;
import javax.mail.MessagingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published of an attempt. */
class OutboundTrackingTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound =
            new Outbound(Outbound.partner(PartnerMode.ENFORCE, Outbound.policy(SECURE, server, OnFailure.DEFER)));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    @Test
    void aDeliveryTellsRuleServerAndConnectionAsValues() throws MessagingException {
        server.withTls(CA.issue(NAME));

        outbound.attempt(outbound.queued("a@contoso.test", "b@contoso.test"));

        assertThat(outbound.tracking.events())
                .singleElement()
                .isInstanceOfSatisfying(OutboundEvent.Delivered.class, it -> {
                    assertThat(it.time()).isEqualTo(outbound.clock.instant());
                    assertThat(it.message()).isEqualTo("mail-1");
                    assertThat(it.mail().recipients())
                            .extracting(Recipient::toString)
                            .containsExactly("a@contoso.test", "b@contoso.test");
                    assertThat(it.rule().partner()).contains("contoso");
                    assertThat(it.rule().tls()).containsExactly(SECURE);
                    assertThat(it.connection().matched()).contains(NAME);
                    assertThat(it.connection().reached()).contains(TlsSecurityLevel.SECURE);
                    assertThat(it.session()).isInstanceOfSatisfying(TlsSession.Encrypted.class, tls -> {
                        assertThat(tls.version()).isEqualTo(TlsVersion.TLS_1_3);
                        assertThat(tls.peerCertificate()).isPresent();
                    });
                    assertThat(it.acceptance().by().port()).isEqualTo(server.port());
                    assertThat(it.acceptance().reply()).isEqualTo("250 taken");
                    assertThat(it.despiteRule()).isFalse();
                });
    }

    @Test
    void recipientsWithDifferentOutcomesHaveDifferentEvents() throws MessagingException {
        server.withTls(CA.issue(NAME)).answering("RCPT", "250 ok", "550 5.1.1 unknown", "450 4.2.0 later", "250 ok");

        outbound.attempt(outbound.queued("a@contoso.test", "b@contoso.test", "c@contoso.test", "d@contoso.test"));

        assertThat(outbound.tracking.events(OutboundEvent.class))
                .extracting(it -> it.kind() + " " + it.mail().recipients())
                .containsExactlyInAnyOrder(
                        "DELIVERED [a@contoso.test, d@contoso.test]",
                        "BOUNCED [b@contoso.test]",
                        "DEFERRED [c@contoso.test]");
    }

    @Test
    void manyRecipientsAreOneEvent() throws MessagingException {
        server.withTls(CA.issue(NAME));
        String[] recipients = new String[100];
        Arrays.setAll(recipients, i -> "r" + i + "@contoso.test");

        outbound.attempt(outbound.queued(recipients));

        assertThat(outbound.tracking.events(OutboundEvent.class))
                .singleElement()
                .satisfies(it -> assertThat(it.mail().recipients()).hasSize(100));
    }

    @Test
    void aFailureOfTlsTellsItsType() throws MessagingException {
        outbound.attempt(outbound.queued("a@contoso.test"));

        assertThat(outbound.tracking.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        OutboundEvent.Deferred.class,
                        it -> assertThat(it.why().tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED));
    }

    @ParameterizedTest
    @EnumSource(OnFailure.class)
    void monitorModeTellsWhatEnforcingWouldHaveDoneAndWhatHappened(OnFailure onFailure) throws MessagingException {
        outbound.become(Outbound.partner(PartnerMode.MONITOR, Outbound.policy(SECURE, server, onFailure)));

        outbound.attempt(outbound.queued("a@contoso.test"));

        assertThat(outbound.tracking.events())
                .extracting(TrackingEvent::kind)
                .containsExactly(onFailure == OnFailure.BOUNCE ? Kind.WOULD_BOUNCE : Kind.WOULD_DEFER, Kind.DELIVERED);
        assertThat(outbound.tracking
                        .events(OutboundEvent.Delivered.class)
                        .get(0)
                        .despiteRule())
                .isTrue();
    }
}
