package dev.postern.queue;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.mailet.Mail;

/** A message that was taken out. The broker keeps it until {@link #done} says that it is settled. Safe for any thread. */
final class ArtemisMailQueueItem implements MailQueueItem {
    private final Receiver receiver;
    private final ClientMessage message;
    private final QueuedMail.Taken taken;

    ArtemisMailQueueItem(Receiver receiver, ClientMessage message, QueuedMail.Taken taken) {
        this.receiver = receiver;
        this.message = message;
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
                case SUCCESS -> receiver.acknowledge(message);
                case RETRY, REJECT -> receiver.putBack(message, taken.content());
            }
        } catch (ActiveMQException e) {
            throw new MailQueueException(
                    "what became of " + taken.mail().getName() + " cannot be kept; it will be given out again", e);
        }
    }
}
