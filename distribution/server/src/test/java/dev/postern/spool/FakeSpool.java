package dev.postern.spool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A spool of one message at a time, which remembers what became of it. */
final class FakeSpool implements MailQueue {
    private final List<Mail> given = new ArrayList<>();
    private CountDownLatch settled = new CountDownLatch(1);
    private CompletionStatusHolder last = new CompletionStatusHolder();
    private boolean refuses;

    private static final class CompletionStatusHolder {
        private MailQueueItem.@Nullable CompletionStatus status;
        private @Nullable Mail requeued;
        private Duration delay = Duration.ZERO;
    }

    void put(Mail mail) {
        given.clear();
        given.add(mail);
        settled = new CountDownLatch(1);
        last = new CompletionStatusHolder();
    }

    void refuse() {
        refuses = true;
    }

    void awaitSettled() throws InterruptedException {
        if (!settled.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the message was not settled");
        }
    }

    MailQueueItem.@Nullable CompletionStatus status() {
        return last.status;
    }

    @Nullable
    Mail lastRequeued() {
        return last.requeued;
    }

    Mail requeued() {
        Mail requeued = last.requeued;
        if (requeued == null) {
            throw new AssertionError("nothing was put back");
        }
        return requeued;
    }

    Duration delay() {
        return last.delay;
    }

    @Override
    public MailQueueName getName() {
        return MailQueueName.of("spool");
    }

    @Override
    public void enQueue(Mail mail, Duration delay) throws MailQueueException {
        if (refuses) {
            throw new MailQueueException("it is full");
        }
        last.requeued = mail;
        last.delay = delay;
    }

    @Override
    public void enQueue(Mail mail) throws MailQueueException {
        enQueue(mail, Duration.ZERO);
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
        return Mono.empty();
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
        return Flux.fromIterable(List.copyOf(given)).map(Item::new);
    }

    @Override
    public void close() {}

    private final class Item implements MailQueueItem {
        private final Mail mail;

        private Item(Mail mail) {
            this.mail = mail;
        }

        @Override
        public Mail getMail() {
            return mail;
        }

        @Override
        public void done(CompletionStatus status) {
            last.status = status;
            settled.countDown();
        }
    }
}
