package dev.postern.mailets;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.memory.MemoryBudget;
import dev.postern.partner.OutboundPolicy;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.tls.TlsPolicy;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.TrackingFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;

/** The sender learns of a message that was accepted and may not be relayed. */
class RelayDeniedBounceTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final TrackingFixture tracking = new TrackingFixture(CLOCK);
    private final RelayDeniedBounce mailet = new RelayDeniedBounce(
            domain -> new Route(
                    Optional.empty(),
                    new OutboundPolicy(
                            new TlsPolicy.May(), Optional.empty(), OutboundPolicy.OnFailure.DEFER, Optional.empty())),
            new DeliverySettings(
                    "gw.example.org", 25, List.of(Duration.ofMinutes(1)), Duration.ofHours(4), Duration.ofDays(2)),
            new MemoryBudget(),
            tracking.tracking());

    RelayDeniedBounceTest() throws MessagingException {
        mailet.init(FakeMailetConfig.builder().mailetContext(context).build());
    }

    @Test
    void theSenderGetsOneDsnAboutAllRecipients() throws MessagingException, IOException {
        mailet.service(message("carol@stranger.test", "Subject: x"));

        assertThat(context.getSentMails()).hasSize(1);
        var dsn = context.getSentMails().get(0);
        assertThat(dsn.getSender()).isNull();
        assertThat(dsn.getRecipients()).containsExactly(new MailAddress("carol@stranger.test"));
        var text = new ByteArrayOutputStream();
        dsn.getMsg().writeTo(text);
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains(
                        "bob@example.org",
                        "alice@example.org",
                        "Status: 5.7.1",
                        "Action: failed",
                        "the gateway does not relay mail to this domain");
    }

    @Test
    void itIsTrackedAsBounced() throws MessagingException {
        mailet.service(message("carol@stranger.test", "Subject: x"));

        assertThat(tracking.events(OutboundEvent.Bounced.class)).singleElement().satisfies(event -> {
            assertThat(event.mail().recipients()).hasSize(2);
            assertThat(event.why().text()).contains("does not relay");
        });
    }

    /** RFC 5321 §6.1: the null sender marks what must not be answered. */
    @Test
    void aMessageWithoutASenderIsReturnedToNobody() throws MessagingException {
        Mail mail = message("", "Subject: x");

        mailet.service(mail);

        assertThat(context.getSentMails()).isEmpty();
        assertThat(mail.getState()).isNotEqualTo(Mail.GHOST);
    }
}
