package dev.postern.delivery;

import java.util.function.Predicate;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/** A queue that can make due what waits for some domains, and leave everything else as it is, untouched. */
public interface DomainFlush {
    /**
     * Makes what waits for a later time due at once. Safe for any thread.
     *
     * @param domains of the first recipient, in lower case as in the address; asked once for each domain, or more often
     * @return how many messages
     */
    long flush(Predicate<String> domains) throws MailQueueException;
}
