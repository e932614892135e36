package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.partner.InboundPolicy.OnViolation;
import dev.postern.partner.PartnerFixture;
import dev.postern.recipient.Recipient;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.InboundEvent;
import dev.postern.tracking.TrackingEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A message is received when it is stored, and once. */
class ReceivedEventsTest {
    private final PartnerFixture contoso = PartnerFixture.contoso();

    @Test
    void a_message_that_could_not_be_stored_was_not_received() {
        try (var log = new DecisionLines()) {
            var conversation =
                    Conversation.with(contoso).over(NegotiatedSession.tls13()).greeted();
            conversation.spool.failure = Optional.of(new IllegalStateException("the disk is full"));

            assertThat(conversation.send("bob@contoso.test", "Subject: x", "", "hello"))
                    .startsWith("452 ");

            assertThat(conversation.tracking.events()).isEmpty();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void every_message_that_gets_250_is_received_once_whosever_it_is() {
        var conversation = Conversation.with(contoso)
                .from("192.0.2.7")
                .over(NegotiatedSession.tls13())
                .greeted();

        conversation.send("eve@evil.test", "Subject: x", "", "hello");
        conversation.send("bob@contoso.test", "From: bob@contoso.test", "", "hello");

        assertThat(conversation.tracking.events(InboundEvent.Received.class))
                .satisfiesExactly(
                        stranger -> {
                            assertThat(conversation.queued().get(0).getName()).startsWith(stranger.message());
                            assertThat(stranger.mail().client()).contains(InetAddresses.forString("192.0.2.7"));
                            assertThat(stranger.mail().sender().asString()).isEqualTo("eve@evil.test");
                            assertThat(stranger.mail().recipients())
                                    .extracting(Recipient::toString)
                                    .containsExactly("bob@example.org");
                            assertThat(stranger.session()).isInstanceOf(TlsSession.Encrypted.class);
                            assertThat(stranger.kept()).isEmpty();
                        },
                        partner -> assertThat(partner.kept())
                                .singleElement()
                                .satisfies(kept ->
                                        assertThat(kept.rule().partner()).contains("contoso")));
        assertThat(conversation.tracking.events()).hasSize(2);
    }

    @Test
    void a_partners_mail_that_is_only_monitored_is_received_and_would_have_been_rejected_or_deferred() {
        for (PartnerFixture monitored :
                List.of(contoso.monitored(), contoso.deferring().monitored())) {
            var conversation = Conversation.with(monitored).greeted();

            conversation.send("eve@evil.test", "From: bob@contoso.test", "", "hello");

            assertThat(conversation.tracking.events())
                    .extracting(TrackingEvent::kind)
                    .containsExactly(
                            TrackingEvent.Kind.RECEIVED,
                            monitored.partner().inbound().onViolation() == OnViolation.DEFER
                                    ? TrackingEvent.Kind.WOULD_DEFER
                                    : TrackingEvent.Kind.WOULD_REJECT);
        }
    }
}
