package dev.postern.queue;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.broker.BrokerExtension;
import dev.postern.thread.Faults;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A subscriber that throws an Error: the fault is reported, no message is lost, and the queue goes on. */
class SubscriberFaultTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final byte[] CONTENT = {'A', ':', 'b', '\r', '\n', '\r', '\n', 'x'};

    @Test
    void anErrorStopsNoQueueAndLosesNoMessage() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        List<String> faults = new CopyOnWriteArrayList<>();
        List<String> taken = new CopyOnWriteArrayList<>();
        queue.deQueue().subscribe(new Subscriber<>() {
            private int failures = 2;

            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(2);
            }

            @Override
            public void onNext(MailQueueItem item) {
                Faults.current().ifPresent(faults::add);
                if (failures-- > 0) {
                    throw new NoClassDefFoundError("as this test wants it");
                }
                taken.add(item.getMail().getName());
                try {
                    item.done(CompletionStatus.SUCCESS);
                } catch (MailQueueException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void onError(Throwable error) {
                throw new AssertionError(error);
            }

            @Override
            public void onComplete() {}
        });
        queue.enQueue(NastyMessages.mail("one", CONTENT));
        queue.enQueue(NastyMessages.mail("two", CONTENT));

        await().atMost(1, MINUTES).until(() -> taken.size() == 2);
        assertThat(taken).containsExactlyInAnyOrder("one", "two");
        assertThat(faults).anySatisfy(fault -> assertThat(fault).contains("Processing messages of the queue"));
        await().atMost(1, MINUTES).until(() -> !Faults.current().orElse("").contains("Processing messages"));
        await().atMost(1, MINUTES).until(() -> queue.getSize() == 0);
    }

    /** Reactive Streams 3.9 and 1.3: the error is a signal like others, and comes after the one under way. */
    @Test
    void aWrongRequestIsSignalledAfterTheItemUnderWay() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        List<String> signals = new CopyOnWriteArrayList<>();
        queue.deQueue().subscribe(new Subscriber<>() {
            private Optional<Subscription> subscription = Optional.empty();

            @Override
            public void onSubscribe(Subscription given) {
                subscription = Optional.of(given);
                given.request(1);
            }

            @Override
            public void onNext(MailQueueItem item) {
                signals.add("next begins");
                var other = new Thread(() -> subscription.orElseThrow().request(0));
                other.start();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                signals.add("next ends");
            }

            @Override
            public void onError(Throwable error) {
                signals.add(error.getClass().getSimpleName());
            }

            @Override
            public void onComplete() {}
        });
        queue.enQueue(NastyMessages.mail("one", CONTENT));

        await().atMost(1, MINUTES).until(() -> signals.size() == 3);
        assertThat(signals).containsExactly("next begins", "next ends", "IllegalArgumentException");
    }
}
