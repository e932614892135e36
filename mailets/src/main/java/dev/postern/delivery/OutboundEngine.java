package dev.postern.delivery;

import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TrustAnchors;
import dev.postern.tracking.DecisionLog;
import java.time.Clock;
import java.time.Duration;
import javax.mail.MessagingException;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.Converter7Bit;

/** The outgoing queue with its workers: what {@code PartnerRemoteDelivery} hands messages to. Safe for any thread. */
public final class OutboundEngine {
    private final Delivery delivery;
    private final OutgoingQueue queue;
    private final Clock clock;

    /**
     * Starts the workers.
     *
     * @param concurrency how many messages are under way at once
     */
    public OutboundEngine(
            Routes routes,
            DeliverySettings settings,
            DNSService dns,
            MailQueue queue,
            int concurrency,
            MailetContext context,
            DecisionLog log,
            Clock clock) {
        var evaluator = new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER);
        this.clock = clock;
        this.delivery = new Delivery(
                routes,
                settings,
                new HostLookup(dns, settings.port()),
                new SmtpAttempt(settings.hostname(), evaluator, new Converter7Bit(context)),
                new OutboundLog(log),
                context,
                clock);
        this.queue = new OutgoingQueue(queue, concurrency, this::process);
    }

    /** Takes a message whose recipients are all of one domain. Once this returns, the queue has it. */
    public void accept(Mail mail) throws MailQueue.MailQueueException {
        Attempts.begin(mail, clock.instant());
        queue.put(mail, Duration.ZERO);
    }

    /** Tries everything that waits, now: after a change of the partners, what was held may be free to go. */
    public void flush() throws MailQueue.MailQueueException {
        queue.flush();
    }

    /** Takes nothing more out of the queue and waits a bounded time for what is under way. */
    public void close() {
        queue.close();
    }

    private void process(Mail mail) {
        try {
            for (Delivery.PutBack putBack : delivery.attempt(mail)) {
                queue.put(putBack.mail(), putBack.delay());
            }
        } catch (MessagingException e) {
            throw new IllegalStateException("settling " + mail.getName() + " failed", e);
        }
    }
}
