package dev.postern.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.delivery.OutboundEngine;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.SharedLimits;
import dev.postern.partner.OutboundPolicy;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.tls.TlsPolicy;
import dev.postern.tracking.TrackingFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** Splitting and queueing; what happens to queued mail is the outbound engine's and tested there. */
class PartnerRemoteDeliveryTest {
    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final List<String> queued = new CopyOnWriteArrayList<>();
    private final List<String> queues = new CopyOnWriteArrayList<>();
    private final List<OutboundEngine> engines = new ArrayList<>();
    private volatile Optional<String> fullFor = Optional.empty();
    private Exception fault = new IOException("the content cannot be read");
    private int tries = Integer.MAX_VALUE;
    private int failures;
    private final CountDownLatch failed = new CountDownLatch(1);

    @AfterEach
    void stop() {
        engines.forEach(OutboundEngine::close);
    }

    private PartnerRemoteDelivery mailet(String... parameters) throws MessagingException {
        var config =
                FakeMailetConfig.builder().mailetName("PartnerRemoteDelivery").mailetContext(context);
        for (int i = 0; i < parameters.length; i += 2) {
            config.setProperty(parameters[i], parameters[i + 1]);
        }
        var mailet = new PartnerRemoteDelivery(
                domain -> new Route(
                        Optional.empty(),
                        new OutboundPolicy(
                                new TlsPolicy.May(),
                                Optional.empty(),
                                OutboundPolicy.OnFailure.DEFER,
                                Optional.empty())),
                new DeliverySettings(
                        "gw.example.org", 25, List.of(Duration.ofMinutes(1)), Duration.ofHours(4), Duration.ofDays(2)),
                proxy(DNSService.class),
                queueFactory(),
                TrackingFixture.log(),
                new MemoryBudget(),
                new SharedLimits(),
                Clock.systemUTC(),
                engines::add);
        mailet.init(config.build());
        return mailet;
    }

    private static Mail mail(String... recipients) throws MessagingException {
        return MailImpl.builder()
                .name("mail-1")
                .sender("alice@example.org")
                .addRecipients(recipients)
                .mimeMessage(new MimeMessage(
                        null, new ByteArrayInputStream("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII))))
                .build();
    }

    @Test
    void aMessageIsSplitByDomain() throws MessagingException {
        Mail mail = mail("a@contoso.test", "b@fabrikam.test", "c@CONTOSO.test");

        mailet().service(mail);

        assertThat(queued)
                .containsExactly(
                        "outgoing mail-1-to-contoso.test a@contoso.test c@contoso.test",
                        "outgoing mail-1-to-fabrikam.test b@fabrikam.test");
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    }

    @Test
    void anAddressLiteralIsReturnedAndTheOthersAreQueued() throws MessagingException {
        mailet().service(mail("a@[192.0.2.1]", "b@fabrikam.test"));

        assertThat(queued).containsExactly("outgoing mail-1-to-fabrikam.test b@fabrikam.test");
        assertThat(context.getSentMails()).hasSize(1);
        var notice = context.getSentMails().iterator().next();
        assertThat(notice.getSubject()).contains("Your message was not delivered");
        assertThat(notice.getRecipients()).containsExactly(new MailAddress("alice@example.org"));
    }

    @Test
    void whatTheQueueHasTakenIsNotLeftToBeQueuedTwice() throws MessagingException {
        fullFor = Optional.of("fabrikam.test");
        Mail mail = mail("a@contoso.test", "b@fabrikam.test", "c@tailspin.test");
        PartnerRemoteDelivery mailet = mailet();

        assertThatThrownBy(() -> mailet.service(mail)).isInstanceOf(MessagingException.class);

        assertThat(queued).containsExactly("outgoing mail-1-to-contoso.test a@contoso.test");
        assertThat(mail.getRecipients())
                .containsExactly(new MailAddress("b@fabrikam.test"), new MailAddress("c@tailspin.test"));
        assertThat(mail.getState()).isNotEqualTo(Mail.GHOST);
    }

    @ParameterizedTest
    @CsvSource({"maxConcurrent, 50", "gateway, relay.test"})
    void aMessageWithoutRecipientsIsNotQueued(String name, String value) throws MessagingException {
        Mail mail = mail();

        mailet(name, value).service(mail);

        assertThat(queued).isEmpty();
        assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    }

    @Test
    void aMessageIsSplitByDomainThoughAGatewayTakesAllOfIt() throws MessagingException {
        mailet("gateway", "relay.test").service(mail("a@contoso.test", "b@fabrikam.test"));

        assertThat(queued).hasSize(2);
    }

    @Test
    void aBrokerThatIsAwayIsWaitedForAndNothingIsQueuedTwice() throws MessagingException {
        fullFor = Optional.of("fabrikam.test");
        fault = new Exception("no broker");
        tries = 2;
        Mail mail = mail("a@contoso.test", "b@fabrikam.test");

        mailet().service(mail);

        assertThat(failures).isEqualTo(2);
        assertThat(queued)
                .containsExactly(
                        "outgoing mail-1-to-contoso.test a@contoso.test",
                        "outgoing mail-1-to-fabrikam.test b@fabrikam.test");
    }

    @Test
    void theGatewayStopsThoughTheBrokerIsAwayAndTheMessageStaysInTheSpool() throws Exception {
        fullFor = Optional.of("fabrikam.test");
        fault = new Exception("no broker");
        Mail mail = mail("b@fabrikam.test");
        PartnerRemoteDelivery mailet = mailet();
        var service = CompletableFuture.runAsync(() -> {
            try {
                mailet.service(mail);
            } catch (MessagingException e) {
                throw new CompletionException(e);
            }
        });
        assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();

        mailet.destroy();

        assertThatThrownBy(() -> service.get(60, TimeUnit.SECONDS)).hasRootCauseMessage("no broker");
        assertThat(queued).isEmpty();
    }

    @Test
    void twoMailetsHaveTwoQueues() throws MessagingException {
        mailet("outgoing", "outgoing-partners").service(mail("a@contoso.test"));
        mailet().service(mail("b@fabrikam.test"));

        assertThat(queues).containsExactly("outgoing-partners", "outgoing");
        assertThat(queued)
                .containsExactly(
                        "outgoing-partners mail-1-to-contoso.test a@contoso.test",
                        "outgoing mail-1-to-fabrikam.test b@fabrikam.test");
        assertThat(engines).hasSize(2);
    }

    @Test
    void maxConcurrentMustBeANumber() {
        assertThatThrownBy(() -> mailet("maxConcurrent", "0"))
                .isInstanceOf(MessagingException.class)
                .hasMessage("maxConcurrent must be a number from 1 to 9999, and is 0");
    }

    @Test
    void deliveryThreadsIsTheSameUnderItsOldName() throws MessagingException {
        assertThat(mailet("deliveryThreads", "3").getMailetInfo()).isNotEmpty();
        assertThatThrownBy(() -> mailet("deliveryThreads", "3", "maxConcurrent", "4"))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("write one of them");
    }

    @ParameterizedTest
    @CsvSource({
        "startTLS, true, a partner's outbound rule decides it",
        "sslEnable, true, a partner's outbound rule decides it",
        "verifyServerIdentity, false, a partner's outbound rule decides it",
        "mail.smtp.ssl.trust, *, JavaMail does not send here",
        "bounceProcessor, bounces, the mailet writes its DSNs itself",
        "gatewayUsername, eve, the mailet does not log in at other servers",
        "sendpartial, false, can only be true",
        "outgoingQueue, x, there is no such parameter",
    })
    void aParameterThatCannotBeKeptIsRefusedAndNotIgnored(String name, String value, String why) {
        assertThatThrownBy(() -> mailet(name, value))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("<" + name + ">")
                .hasMessageContaining(why);
    }

    /** Queues that keep what they get. */
    private MailQueueFactory<?> queueFactory() {
        return (MailQueueFactory<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MailQueueFactory.class}, (self, method, given) -> {
                    String name = ((MailQueueName) given[0]).asString();
                    queues.add(name);
                    return queue(name);
                });
    }

    private MailQueue queue(String name) {
        return (MailQueue) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MailQueue.class}, (self, method, given) -> {
                    if (method.getName().equals("deQueue")) {
                        return Flux.never();
                    }
                    if (method.getName().equals("enQueue")) {
                        keep(name, (Mail) given[0]);
                    }
                    return null;
                });
    }

    private void keep(String queue, Mail mail) throws MailQueueException {
        List<String> recipients =
                mail.getRecipients().stream().map(MailAddress::asString).toList();
        if (fullFor.filter(domain -> recipients.get(0).endsWith(domain)).isPresent()) {
            failures++;
            failed.countDown();
            if (failures == tries) {
                fullFor = Optional.empty();
            }
            throw new MailQueueException("the queue does not take it, as this test wants it", fault);
        }
        queued.add(queue + " " + mail.getName() + " " + String.join(" ", recipients));
    }

    private static <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> List.of()));
    }
}
