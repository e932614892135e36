package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.BrokerExtension;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueueName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;

/** Runs the Reactive Streams TCK, whose tests are TestNG's, on the publisher of a queue. */
class QueuePublisherTckTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final int PATIENCE = 10_000;
    private static final int SILENCE = 200;
    /** How often it looks whether an error has come; without it, only when all patience is over. */
    private static final int LOOK = 50;
    /** What a cancelled subscription must be collected within; the TCK always sleeps as long. */
    private static final int GARBAGE_COLLECTED = 5_000;
    /** A queue never ends, and the TCK asks for as many as there may be: it takes fewer. */
    private static final int MOST = 30;

    private static final byte[] CONTENT = {'A', ':', 'b', '\r', '\n', '\r', '\n', 'x'};
    private static final AtomicInteger QUEUES = new AtomicInteger();
    /** A queue neither completes nor fails, gives each item to one subscriber, and some rules the TCK does not test. */
    private static final List<String> NOT_APPLICABLE = List.of(
            "untested_",
            "optional_spec104_mustSignalOnErrorWhenFails",
            "optional_spec105_emptyStreamMustTerminateBySignallingOnComplete",
            "optional_spec111_multicast_",
            "optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals",
            "required_createPublisher",
            "required_spec102_maySignalLessThanRequestedAndTerminateSubscription",
            "required_spec105_mustSignalOnCompleteWhenFiniteStreamTerminates",
            "required_spec107_mustNotEmitFurtherSignalsOnceOnCompleteHasBeenSignalled",
            "required_spec109_mayRejectCallsToSubscribeIfPublisherIsUnableOrUnwillingToServeThemRejectionMustTriggerOnErrorAfterOnSubscribe",
            "required_spec317_mustSupportACumulativePendingElementCountUpToLongMaxValue",
            "required_spec317_mustSupportAPendingElementCountUpToLongMaxValue",
            "stochastic_spec103_mustSignalOnMethodsSequentially");

    private static final class QueueVerification extends PublisherVerification<MailQueueItem> {
        private final ArtemisMailQueueFactory factory;

        QueueVerification(ArtemisMailQueueFactory factory) {
            super(new TestEnvironment(PATIENCE, SILENCE, LOOK), GARBAGE_COLLECTED);
            this.factory = factory;
        }

        @Override
        public Publisher<MailQueueItem> createPublisher(long elements) {
            try {
                ArtemisMailQueue queue = factory.createQueue(MailQueueName.of("tck" + QUEUES.incrementAndGet()));
                for (int i = 0; i < Math.min(elements, MOST); i++) {
                    queue.enQueue(NastyMessages.mail("m" + i, CONTENT));
                }
                return queue.deQueue();
            } catch (Exception e) {
                throw new IllegalStateException("no queue for the TCK", e);
            }
        }

        /** A queue whose broker is away waits for it: the publisher never fails. */
        @Override
        @SuppressWarnings("NullAway") // the TCK's word for none
        public Publisher<MailQueueItem> createFailedPublisher() {
            return null;
        }

        @Override
        public long maxElementsFromPublisher() {
            return publisherUnableToSignalOnComplete();
        }
    }

    /** A test that skips itself counts as failed: it belongs to those that do not apply. */
    @TestFactory
    List<DynamicTest> tck() {
        return Arrays.stream(PublisherVerification.class.getMethods())
                .filter(method -> method.isAnnotationPresent(org.testng.annotations.Test.class))
                .filter(method -> NOT_APPLICABLE.stream().noneMatch(method.getName()::startsWith))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(method)))
                .toList();
    }

    private static void run(Method method) throws Throwable {
        try (ArtemisMailQueueFactory factory = BROKER.open()) {
            var verification = new QueueVerification(factory);
            verification.setUp();
            method.invoke(verification);
        } catch (InvocationTargetException e) {
            throw Optional.ofNullable(e.getCause()).orElse(e);
        }
    }

    @Test
    void theTckHasTestsThatApply() {
        assertThat(tck()).hasSize(16);
    }
}
