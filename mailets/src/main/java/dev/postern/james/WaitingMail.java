package dev.postern.james;

import dev.postern.delivery.OutboundEngine;
import dev.postern.mailets.PartnerRemoteDelivery;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnersListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flushes the queued mail of a partner when its entry changed, as it may now be deliverable. Safe for any thread. */
final class WaitingMail implements PartnerRemoteDelivery.Engines, PartnersListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(WaitingMail.class);

    private final List<OutboundEngine> engines = new CopyOnWriteArrayList<>();

    @Override
    public void made(OutboundEngine engine) {
        engines.add(engine);
        engine.start();
    }

    @Override
    public void partnersChanged(PartnerDirectory before, PartnerDirectory now) {
        for (OutboundEngine engine : engines) {
            try {
                engine.flush(domain -> !before.partnerOf(domain).equals(now.partnerOf(domain)));
            } catch (MailQueueException e) {
                LOGGER.error(
                        "Could not flush the outgoing queue after a change of the partners; its messages will be retried on schedule",
                        e);
            }
        }
    }
}
