package dev.postern.server;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.memory.MemoryMailQueueFactory.MemoryCacheableMailQueue;
import org.apache.mailet.Mail;

/**
 * James's memory queues, which keep large messages in files, but copy each of them through memory, three times its length
 * at once, when it is put in: a dozen large messages that arrive together would take all the memory there is. Here one
 * message is copied at a time. Safe for any thread.
 */
final class MemoryQueues implements MailQueueFactory<MemoryCacheableMailQueue> {
    private final Map<MailQueueName, MemoryCacheableMailQueue> queues = new ConcurrentHashMap<>();
    private final Object copying = new Object();
    private final MailQueueItemDecoratorFactory decorators;
    private final Clock clock;

    @Inject
    MemoryQueues(MailQueueItemDecoratorFactory decorators, Clock clock) {
        this.decorators = decorators;
        this.clock = clock;
    }

    @Override
    public Optional<MemoryCacheableMailQueue> getQueue(MailQueueName name, PrefetchCount count) {
        Optional<MemoryCacheableMailQueue> queue = Optional.ofNullable(queues.get(name));
        queue.ifPresent(MemoryCacheableMailQueue::reference);
        return queue;
    }

    @Override
    public MemoryCacheableMailQueue createQueue(MailQueueName name, PrefetchCount count) {
        MemoryCacheableMailQueue queue = queues.computeIfAbsent(name, OneCopyAtATime::new);
        queue.reference();
        return queue;
    }

    @Override
    public Set<MailQueueName> listCreatedMailQueues() {
        return Set.copyOf(queues.keySet());
    }

    private final class OneCopyAtATime extends MemoryCacheableMailQueue {
        private OneCopyAtATime(MailQueueName name) {
            super(name, decorators, clock);
        }

        /** James's other ways to put a message in all lead here. */
        @Override
        public void enQueue(Mail mail, Duration delay) throws MailQueue.MailQueueException {
            synchronized (copying) {
                super.enQueue(mail, delay);
            }
        }
    }
}
