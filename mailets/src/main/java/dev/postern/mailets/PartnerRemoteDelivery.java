package dev.postern.mailets;

import dev.postern.delivery.OutboundEngine;
import dev.postern.dns.JamesDns;
import dev.postern.dns.MailDns;
import dev.postern.dsn.DsnQuota;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.SharedLimits;
import dev.postern.partner.MailDomain;
import dev.postern.recipient.Recipient;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Routes;
import dev.postern.tls.DnsName;
import dev.postern.tracking.MessageTracking;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mail on: to partners only over a connection that satisfies their policy, to everybody else as the gateway says.
 *
 * <p>A message to several domains is split before any policy is chosen. Each attempt looks the policy up afresh, so that
 * a changed partners file holds for what already waits.
 *
 * <p>Stands in the place of James's {@code RemoteDelivery}, and takes those of its parameters that mean the same: {@code
 * outgoing} (the queue's name, default {@code outgoing}); {@code delayTime} and {@code maxRetries} (the waits and how many of
 * them, in the place of the gateway's); {@code heloName}; {@code gateway} and {@code gatewayPort} (one server, for those
 * with whom nothing is agreed). And {@code maxConcurrent}, or {@code deliveryThreads}: messages under way at once, default
 * 50; {@code giveUpAfter} in the place of {@code maxRetries}; {@code maxMessages}: while the queue holds as many, DSNs to strangers
 * are dropped. The others are refused.
 */
public final class PartnerRemoteDelivery extends GenericMailet {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartnerRemoteDelivery.class);

    private final Routes routes;
    private final DeliverySettings settings;
    private final MailDns dns;
    private final MailQueueFactory<?> queues;
    private final MessageTracking tracking;
    private final MemoryBudget memory;
    private final SharedLimits limits;
    private final Clock clock;
    private final Engines engines;

    /** Told of each engine, which it starts: at once, or when all else is ready; and flushes when the partners change. */
    @FunctionalInterface
    public interface Engines {
        void made(OutboundEngine engine);
    }

    private final List<OutboundEngine> running = new ArrayList<>(1);
    private Optional<DsnQuota> quota = Optional.empty();

    @Inject
    public PartnerRemoteDelivery(
            Routes routes,
            DeliverySettings settings,
            DNSService dns,
            MailQueueFactory<?> queues,
            MessageTracking tracking,
            MemoryBudget memory,
            SharedLimits limits,
            Clock clock,
            Engines engines) {
        this.routes = routes;
        this.settings = settings;
        this.dns = JamesDns.of(dns);
        this.queues = queues;
        this.tracking = tracking;
        this.memory = memory;
        this.limits = limits;
        this.clock = clock;
        this.engines = engines;
    }

    @Override
    public void init() throws MessagingException {
        var parameters = new RemoteDeliveryParameters(getMailetConfig());
        var engine = new OutboundEngine(
                parameters.routes(routes),
                parameters.settings(settings),
                dns,
                queues.createQueue(MailQueueName.of(parameters.queue())),
                parameters.concurrency(),
                getMailetContext(),
                tracking,
                memory,
                limits,
                clock);
        quota = parameters.maxMessages().map(most -> new DsnQuota(most, clock));
        running.add(engine);
        engines.made(engine);
    }

    /**
     * Queues the message, split by domain; recipients to whom no way leads are returned to the sender. While the queue
     * fails this waits, and the message stays in the spool.
     *
     * @throws MessagingException if the message is at fault or the gateway stops; the mail's recipients are then those that it did not
     *     take, so that whoever treats the failure treats these only
     */
    @Override
    public void service(Mail mail) throws MessagingException {
        if (isOverQuota(mail)) {
            mail.setState(Mail.GHOST);
            return;
        }
        List<MailAddress> unroutable = new ArrayList<>();
        for (var domain : byDomain(mail.getRecipients(), unroutable).entrySet()) {
            accept(mail, domain.getKey(), domain.getValue());
            Recipient.remove(mail, domain.getValue());
        }
        if (!unroutable.isEmpty()) {
            running.get(0).refuse(mail, unroutable);
            Recipient.remove(mail, unroutable);
        }
        mail.setState(Mail.GHOST);
    }

    private boolean isOverQuota(Mail mail) throws MessagingException {
        if (quota.isEmpty()) {
            return false;
        }
        try {
            return quota.get().drops(mail, running.get(0).size());
        } catch (MailQueueException e) {
            throw new MessagingException("the outgoing queue does not tell its size", e);
        }
    }

    private void accept(Mail mail, DnsName domain, List<MailAddress> recipients) throws MessagingException {
        MailImpl one = MailImpl.duplicateWithoutMessage(mail).build();
        one.setName(mail.getName() + "-to-" + domain);
        one.setRecipients(recipients);
        MimeMessage message = mail.getMessage();
        try {
            // The message itself: a copy that James makes of a copy has "?" for each 8-bit octet of the header.
            if (message instanceof MimeMessageWrapper wrapper) {
                one.setMessageNoCopy(wrapper);
            } else {
                one.setMessage(message);
            }
            running.get(0).accept(one);
        } catch (MailQueueException e) {
            throw new MessagingException("the outgoing queue did not accept " + mail.getName(), e);
        } finally {
            if (!(message instanceof MimeMessageWrapper)) {
                LifecycleUtil.dispose(one);
            }
        }
    }

    /**
     * Groups recipients by domain. A recipient whose domain is not a valid domain name belongs to no partner. An address literal is
     * not followed either: it would lead to a partner's server past the partner's rule.
     */
    private static Map<DnsName, List<MailAddress>> byDomain(
            Collection<MailAddress> recipients, List<MailAddress> unroutable) {
        Map<DnsName, List<MailAddress>> byDomain = new LinkedHashMap<>();
        for (MailAddress recipient : recipients) {
            domain(recipient)
                    .ifPresentOrElse(
                            domain -> byDomain.computeIfAbsent(domain, any -> new ArrayList<>())
                                    .add(recipient),
                            () -> unroutable.add(recipient));
        }
        return byDomain;
    }

    private static Optional<DnsName> domain(MailAddress recipient) {
        return MailDomain.isAddressLiteral(recipient)
                ? Optional.empty()
                : DnsName.parse(recipient.getDomain().asString());
    }

    @Override
    public void destroy() {
        LOGGER.debug("finishing the deliveries that are under way");
        running.forEach(OutboundEngine::close);
    }

    @Override
    public String getMailetInfo() {
        return "Postern partner remote delivery";
    }
}
