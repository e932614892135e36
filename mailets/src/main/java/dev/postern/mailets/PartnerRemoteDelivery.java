package dev.postern.mailets;

import dev.postern.delivery.DeliverySettings;
import dev.postern.delivery.OutboundEngine;
import dev.postern.delivery.Routes;
import dev.postern.tls.DnsName;
import dev.postern.tracking.DecisionLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
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
 * <p>Parameters: {@code outgoing} (the queue's name, default {@code outgoing}); {@code maxConcurrent} (messages under way
 * at once, default 50).
 */
public final class PartnerRemoteDelivery extends GenericMailet {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartnerRemoteDelivery.class);

    private final Routes routes;
    private final DeliverySettings settings;
    private final DNSService dns;
    private final MailQueueFactory<?> queues;
    private final DecisionLog log;
    private final Clock clock;
    private final Engines engines;

    /** Told of each engine that starts, so that a reload can flush what waits. */
    @FunctionalInterface
    public interface Engines {
        void started(OutboundEngine engine);
    }

    private final List<OutboundEngine> running = new ArrayList<>(1);

    @Inject
    public PartnerRemoteDelivery(
            Routes routes,
            DeliverySettings settings,
            DNSService dns,
            MailQueueFactory<?> queues,
            DecisionLog log,
            Clock clock,
            Engines engines) {
        this.routes = routes;
        this.settings = settings;
        this.dns = dns;
        this.queues = queues;
        this.log = log;
        this.clock = clock;
        this.engines = engines;
    }

    @Override
    public void init() throws MessagingException {
        var name = MailQueueName.of(getInitParameter("outgoing", "outgoing"));
        int concurrency = Integer.parseInt(getInitParameter("maxConcurrent", "50"));
        var engine = new OutboundEngine(
                routes, settings, dns, queues.createQueue(name), concurrency, getMailetContext(), log, clock);
        running.add(engine);
        engines.started(engine);
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        for (var domain : byDomain(mail.getRecipients()).entrySet()) {
            Mail one = mail.duplicate();
            try {
                one.setName(mail.getName() + "-to-" + domain.getKey());
                one.setRecipients(domain.getValue());
                running.get(0).accept(one);
            } catch (MailQueueException e) {
                throw new MessagingException("the outgoing queue did not take " + mail.getName(), e);
            } finally {
                LifecycleUtil.dispose(one);
            }
        }
        mail.setState(Mail.GHOST);
    }

    /** @throws MessagingException for a recipient whose domain is none: what cannot be read is not sent */
    private static Map<DnsName, List<MailAddress>> byDomain(Collection<MailAddress> recipients)
            throws MessagingException {
        Map<DnsName, List<MailAddress>> byDomain = new LinkedHashMap<>();
        for (MailAddress recipient : recipients) {
            String domain = recipient.getDomain().asString();
            DnsName name = DnsName.parse(domain)
                    .orElseThrow(() -> new MessagingException("a recipient's domain is none: " + domain));
            byDomain.computeIfAbsent(name, any -> new ArrayList<>()).add(recipient);
        }
        return byDomain;
    }

    @Override
    public void destroy() {
        LOGGER.info("finishing the deliveries that are under way");
        running.forEach(OutboundEngine::close);
    }

    @Override
    public String getMailetInfo() {
        return "Postern partner remote delivery";
    }
}
