package dev.postern.queue;

import java.util.Optional;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.Mail;

/**
 * Holds a message that the pipeline is processing, and of which it may hand over legs. The broker keeps it until the
 * pipeline and all its legs are done: whatever is cut off before that begins again with the whole message. Safe for
 * any thread.
 */
final class PipelineItem implements MailQueueItem {
    /** So many recipients' domains at most may get a message twice because the gateway crashed while it had another. */
    static final int MOST_LEGS = 4;

    private final MailQueueItem item;
    private final MimeMessageSource content;
    private final Runnable released;
    private int handedOver;
    private int open;
    private boolean processed;
    private boolean settled;

    /**
     * @param content what was received; this gives its share of it back when the pipeline is done
     * @param released is told when the pipeline is done
     */
    PipelineItem(MailQueueItem item, MimeMessageSource content, Runnable released) {
        this.item = item;
        this.content = content;
        this.released = released;
    }

    @Override
    public Mail getMail() {
        return item.getMail();
    }

    /**
     * Opens one more leg, until {@link #legSettled()}; empty if there may be none.
     *
     * @return the content as it was received, for the leg to dispose of
     */
    synchronized Optional<MimeMessageSource> openedLeg() {
        if (processed || handedOver == MOST_LEGS) {
            return Optional.empty();
        }
        handedOver++;
        open++;
        return Optional.of(content instanceof LargeSource large ? large.share() : content);
    }

    /**
     * Records that a leg is settled; called once for each leg, when it is finished or the broker has the rest of it.
     */
    void legSettled() throws MailQueueException {
        boolean last;
        synchronized (this) {
            open--;
            last = processed && open == 0 && !settled;
            settled |= last;
        }
        if (last) {
            item.done(CompletionStatus.SUCCESS);
        }
    }

    /**
     * Records that the pipeline has finished. On success this returns at once if a leg is open, and the message goes
     * with the last of them. Otherwise the message goes back whole, and so also in the place of the open legs: should
     * these be cut off, it has their recipients.
     */
    @Override
    public void done(CompletionStatus status) throws MailQueueException {
        boolean now;
        boolean first;
        synchronized (this) {
            first = !processed;
            processed = true;
            now = open == 0 || status != CompletionStatus.SUCCESS;
            settled |= now;
        }
        try {
            if (now) {
                item.done(status);
            }
        } finally {
            if (first) {
                released.run();
                LifecycleUtil.dispose(content);
            }
        }
    }
}
