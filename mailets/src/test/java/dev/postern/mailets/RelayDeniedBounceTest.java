package dev.postern.mailets;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.dsn.Origin;
import dev.postern.memory.MemoryBudget;
import dev.postern.partner.OutboundPolicy;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.TrackingFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.Multipart;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
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

    /** As our hooks leave it. */
    private static Mail accepted(String sender) throws MessagingException {
        Mail mail = message(sender, "Subject: x");
        Arrival.over(new TlsSession.Clear(), Optional.empty(), Arrival.Verdict.NO_PARTNER, Optional.empty())
                .writeTo(mail);
        return mail;
    }

    /** Past the hooks nobody rejected relaying, so that whoever is named as the sender would get a stranger's mail. */
    @Test
    void whatCameInPastTheHooksIsReturnedToNobody() throws MessagingException {
        mailet.service(message("victim@stranger.test", "Subject: x"));

        assertThat(context.getSentMails()).isEmpty();
        assertThat(tracking.events()).isEmpty();
    }

    @Test
    void theSenderGetsOneDsnAboutAllRecipients() throws MessagingException, IOException {
        mailet.service(accepted("carol@stranger.test"));

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

    /** A stranger's envelope must not become a text of any length for a forged sender. */
    @Test
    void aThousandRecipientsAreNotAThousandParagraphs() throws MessagingException, IOException {
        Mail mail = accepted("carol@stranger.test");
        List<MailAddress> many = new ArrayList<>();
        for (int number = 0; number < 1000; number++) {
            many.add(new MailAddress("somebody" + number + "@removed.test"));
        }
        mail.setRecipients(many);

        mailet.service(mail);

        var explanation = new ByteArrayOutputStream();
        ((Multipart) context.getSentMails().get(0).getMsg().getContent())
                .getBodyPart(0)
                .writeTo(explanation);
        assertThat(explanation.size()).isLessThan(10_000);
    }

    @Test
    void aMessageWhoseDsnCannotBeSentGoesToTheErrorProcessor() throws MessagingException {
        mailet.init(FakeMailetConfig.builder()
                .mailetContext((MailetContext) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {MailetContext.class},
                        (proxy, method, arguments) -> {
                            throw new MessagingException("as this test wants it");
                        }))
                .build());

        Mail mail = accepted("carol@stranger.test");

        mailet.service(mail);

        assertThat(mail.getState()).isEqualTo(Mail.ERROR);
        assertThat(mail.getErrorMessage()).contains("its sender could not be told");
        assertThat(tracking.events()).isEmpty();
    }

    /** A DSN about a stranger's message has a queue of its own, which is bounded. */
    @Test
    void theDsnToAStrangerIsMarkedAsSuch() throws MessagingException {
        mailet.service(accepted("carol@stranger.test"));

        assertThat(context.getSentMails().get(0).getAttributes())
                .anySatisfy((name, attribute) ->
                        assertThat(attribute.getValue().value()).isEqualTo(Origin.STRANGERS_DSN.name()));
    }

    @Test
    void itIsTrackedAsBounced() throws MessagingException {
        mailet.service(accepted("carol@stranger.test"));

        assertThat(tracking.events(OutboundEvent.Bounced.class)).singleElement().satisfies(event -> {
            assertThat(event.mail().recipients()).hasSize(2);
            assertThat(event.why().text()).contains("does not relay");
        });
    }

    /** RFC 5321 §6.1: the null sender marks what must not be answered. */
    @Test
    void aMessageWithoutASenderIsReturnedToNobody() throws MessagingException {
        Mail mail = accepted("");

        mailet.service(mail);

        assertThat(context.getSentMails()).isEmpty();
        assertThat(mail.getState()).isNotEqualTo(Mail.GHOST);
    }
}
