package dev.postern.queue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.mailet.Mail;

/**
 * What the pipeline made of a message that it has in hand, for some of its recipients, and gave on in memory. It is on disk
 * only as part of that message. Safe for any thread.
 */
final class InMemoryHandover implements MailQueueItem {
    private final PipelineItem whole;
    private final Mail mail;
    private final Writing writing;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Writes the leg into its queue as it was handed over. */
    interface Writing {
        void write() throws MailQueueException;
    }

    InMemoryHandover(PipelineItem whole, Mail mail, Writing writing) {
        this.whole = whole;
        this.mail = mail;
        this.writing = writing;
    }

    @Override
    public Mail getMail() {
        return mail;
    }

    /**
     * Counts once. On anything but success the leg is written into its queue first, as it was handed over.
     *
     * @throws MailQueueException if the broker cannot be told; the whole message is then given out again
     */
    @Override
    public void done(CompletionStatus status) throws MailQueueException {
        if (settled.getAndSet(true)) {
            return;
        }
        if (status != CompletionStatus.SUCCESS) {
            writing.write();
        }
        whole.legSettled();
    }
}
