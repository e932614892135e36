package dev.postern.queue;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.mailet.Mail;

/** A message that was taken out. The broker keeps it until {@link #done} says that it is settled. Safe for any thread. */
final class ArtemisMailQueueItem implements MailQueueItem {
    private final Claim claim;
    private final QueuedMail.Taken taken;

    ArtemisMailQueueItem(Claim claim, QueuedMail.Taken taken) {
        this.claim = claim;
        this.taken = taken;
    }

    @Override
    public Mail getMail() {
        return taken.mail();
    }

    /**
     * Returns when what became of the message is on disk. On anything but success it is in the queue again as it was, not as
     * it was changed meanwhile.
     *
     * @throws MailQueueException if the broker cannot be told; it then gives the message out again
     */
    @Override
    public void done(CompletionStatus status) throws MailQueueException {
        try {
            switch (status) {
                case SUCCESS -> claim.acknowledge();
                case RETRY, REJECT -> claim.requeue(taken.content());
            }
        } catch (ActiveMQException e) {
            throw new MailQueueException("Could not settle " + taken.mail().getName() + "; it will be redelivered", e);
        }
    }
}
