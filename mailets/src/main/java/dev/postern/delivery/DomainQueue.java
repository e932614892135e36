package dev.postern.delivery;

import java.util.Map;
import java.util.function.Predicate;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/**
 * A queue that knows for which domain each message waits: that of its first recipient, in lower case as in the address. It need
 * not look at the messages to tell. Safe for any thread.
 */
public interface DomainQueue {
    /**
     * Makes what waits for some domains due at once, and leaves everything else as it is, untouched.
     *
     * @param domains asked at least once for each domain
     * @return how many messages
     */
    long flush(Predicate<String> domains) throws MailQueueException;

    /** What waits, by domain; the times may be rounded down to the minute. */
    Map<String, Waiting> waiting() throws MailQueueException;
}
