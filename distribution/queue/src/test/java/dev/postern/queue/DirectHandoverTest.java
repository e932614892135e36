package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.broker.BrokerExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** What is handed over in memory is no less safe than what is written: the spool keeps the whole until all of it is done. */
class DirectHandoverTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final byte[] CONTENT = {'A', ':', 'b', '\r', '\n', '\r', '\n', 'x'};

    private ArtemisMailQueue spool;
    private ArtemisMailQueue outgoing;
    private Taking pipeline;
    private Taking delivery;

    /** Asks for some, and again only when it is told to. */
    private static final class Taking extends BaseSubscriber<MailQueueItem> {
        private final BlockingQueue<MailQueueItem> got = new LinkedBlockingQueue<>();
        private final int first;

        private Taking(ArtemisMailQueue queue, int first) {
            this.first = first;
            queue.deQueue().subscribe(this);
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(first);
        }

        @Override
        protected void hookOnNext(MailQueueItem item) {
            got.add(item);
        }

        private MailQueueItem next() throws InterruptedException {
            MailQueueItem item = got.poll(60, TimeUnit.SECONDS);
            assertThat(item).isNotNull();
            return item;
        }
    }

    @BeforeEach
    void open() throws ActiveMQException {
        open(HandoverMode.ON);
    }

    private void open(HandoverMode handover) throws ActiveMQException {
        ArtemisMailQueueFactory factory = BROKER.open(handover);
        spool = factory.createQueue(MailQueueFactory.SPOOL);
        outgoing = factory.createQueue(MailQueueName.of("outgoing"));
        pipeline = new Taking(spool, 8);
        delivery = new Taking(outgoing, 16);
    }

    @AfterEach
    void close() {
        pipeline.cancel();
        delivery.cancel();
    }

    @Test
    void noMessageIsForgottenWhileALegOfItIsOpen() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");
        MailQueueItem leg = delivery.next();
        assertThat(outgoing.getSize()).isZero();

        whole.done(CompletionStatus.SUCCESS);

        assertThat(spool.getSize()).isEqualTo(1);
        assertThat(leg.getMail().getRecipients()).containsExactly(new MailAddress("x@one.example"));
        assertThat(NastyMessages.written((MailImpl) leg.getMail())).isEqualTo(CONTENT);
        leg.done(CompletionStatus.SUCCESS);
        assertThat(spool.getSize()).isZero();
    }

    @Test
    void noMessageIsForgottenBecauseItsLegIsDoneBeforeThePipelineIs() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");

        delivery.next().done(CompletionStatus.SUCCESS);

        assertThat(spool.getSize()).isEqualTo(1);
        whole.done(CompletionStatus.SUCCESS);
        assertThat(spool.getSize()).isZero();
    }

    @Test
    void oneLegThatIsDoneTwiceDoesNotSettleAnother() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");
        split(whole, "x@two.example");
        MailQueueItem first = delivery.next();
        whole.done(CompletionStatus.SUCCESS);

        first.done(CompletionStatus.SUCCESS);
        first.done(CompletionStatus.SUCCESS);

        assertThat(spool.getSize()).isEqualTo(1);
        delivery.next().done(CompletionStatus.SUCCESS);
        assertThat(spool.getSize()).isZero();
    }

    @Test
    void aCrashWithAnOpenLegBringsTheWholeMessageAgain() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");
        MailQueueItem leg = delivery.next();
        whole.done(CompletionStatus.SUCCESS);

        close(); // whoever takes is gone, and has settled nothing
        BROKER.broker().restart();
        open();

        MailQueueItem again = pipeline.next();
        assertThat(again.getMail().getRecipients()).containsExactly(new MailAddress("b@example.org"));
        leg.done(CompletionStatus.SUCCESS); // of a life that is over
        assertThat(spool.getSize()).isEqualTo(1);
    }

    @Test
    void anOpenLegStaysWithItsHolderWhenOnlyTheBrokerStartsAgain() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");
        MailQueueItem leg = delivery.next();
        whole.done(CompletionStatus.SUCCESS);

        BROKER.broker().restart();
        assertThat(spool.getSize()).isEqualTo(1);

        leg.done(CompletionStatus.SUCCESS);
        await().atMost(Duration.ofSeconds(60)).until(() -> spool.getSize() == 0);
        assertThat(pipeline.got).isEmpty();
    }

    @Test
    void aLegIsNotLostWhenThePipelineFailsAndThenThereIsACrash() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");
        delivery.next();

        whole.done(CompletionStatus.REJECT);
        BROKER.broker().restart();

        assertThat(pipeline.next().getMail().getRecipients()).containsExactly(new MailAddress("b@example.org"));
    }

    @Test
    void aLegIsNotLostWhenThePipelineFailsAndPutsTheMessageIntoTheSpoolAgain() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");
        MailQueueItem leg = delivery.next();

        spool.enQueue(whole.getMail()); // as James does it
        whole.done(CompletionStatus.SUCCESS);
        leg.done(CompletionStatus.RETRY);

        assertThat(pipeline.next().getMail().getName()).isEqualTo("m");
        MailQueueItem written = delivery.next();
        assertThat(written.getMail().getRecipients()).containsExactly(new MailAddress("x@one.example"));
        assertThat(outgoing.getSize()).isEqualTo(1);
        assertThat(spool.getSize()).isEqualTo(1);
    }

    @Test
    void aLegThatIsRejectedIsOnDiskAsItWasHandedOver() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        split(whole, "x@one.example");
        whole.done(CompletionStatus.SUCCESS);
        MailQueueItem leg = delivery.next();
        leg.getMail().setRecipients(List.of());
        leg.getMail().getMessage().setHeader("A", "changed");

        leg.done(CompletionStatus.REJECT);

        assertThat(spool.getSize()).isZero();
        Mail again = delivery.next().getMail();
        assertThat(again.getRecipients()).containsExactly(new MailAddress("x@one.example"));
        assertThat(NastyMessages.written((MailImpl) again)).isEqualTo(CONTENT);
    }

    @Test
    void theFileOfALargeMessageStaysUntilItsLastLegIsDone() throws Exception {
        MailQueueItem whole = spooled("m", NastyMessages.large());
        split(whole, "x@one.example");
        split(whole, "x@two.example");
        whole.done(CompletionStatus.SUCCESS);
        LifecycleUtil.dispose(whole.getMail());
        MailQueueItem first = delivery.next();
        MailQueueItem second = delivery.next();
        first.done(CompletionStatus.SUCCESS);
        LifecycleUtil.dispose(first.getMail());
        LifecycleUtil.dispose(first.getMail());

        assertThat(NastyMessages.written((MailImpl) second.getMail())).isEqualTo(NastyMessages.large());

        MimeMessageSource content =
                StoredMessage.untouched(second.getMail().getMessage()).orElseThrow();
        LifecycleUtil.dispose(second.getMail());
        assertThatThrownBy(content::getInputStream).isInstanceOf(IOException.class);
    }

    @Test
    void contentThatAMailetReplacedIsNotTakenForWhatTheSpoolHas() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        byte[] other = CONTENT.clone();
        other[other.length - 1] = 'y';
        MailImpl copy = (MailImpl) whole.getMail().duplicate();
        copy.setMessageContent(new BytesSource("other", other));

        outgoing.enQueue(copy);

        assertThat(outgoing.getSize()).isEqualTo(1);
        assertThat(NastyMessages.written((MailImpl) delivery.next().getMail())).isEqualTo(other);
    }

    @Test
    void aMailThatIsKeptBeyondThePipelineIsWritten() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        Mail copy = whole.getMail().duplicate();
        whole.done(CompletionStatus.SUCCESS);

        outgoing.enQueue(copy);

        assertThat(outgoing.getSize()).isEqualTo(1);
    }

    @Test
    void whatIsToWaitIsWritten() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);

        outgoing.enQueue(whole.getMail(), Duration.ofHours(1));

        assertThat(outgoing.getSize()).isEqualTo(1);
    }

    @Test
    void aMessageToManyDomainsComesToFewOfThemTwiceAfterACrash() throws Exception {
        MailQueueItem whole = spooled("m", CONTENT);
        for (int i = 0; i <= PipelineItem.MOST_LEGS; i++) {
            split(whole, "x@example" + i + ".example");
        }

        assertThat(outgoing.getSize()).isEqualTo(1);
    }

    @Test
    void aQueueThatIsBackedUpIsNotOvertaken() throws Exception {
        for (int i = 0; i < 4; i++) {
            MailQueueItem whole = spooled("m" + i, CONTENT);
            for (int leg = 0; leg < PipelineItem.MOST_LEGS; leg++) {
                split(whole, "x@example" + leg + ".example");
            }
        }

        assertThat(outgoing.getSize()).isEqualTo(4);
        for (int i = 0; i < 16; i++) {
            delivery.next();
        }
    }

    @Test
    void nothingIsHandedToWhoHasCancelled() throws Exception {
        delivery.cancel();
        MailQueueItem whole = spooled("m", CONTENT);

        split(whole, "x@one.example");

        assertThat(outgoing.getSize()).isEqualTo(1);
    }

    @Test
    void everythingIsWrittenIfThatIsSwitchedOff() throws Exception {
        close();
        open(HandoverMode.OFF);
        MailQueueItem whole = spooled("m", CONTENT);

        split(whole, "x@one.example");
        whole.done(CompletionStatus.SUCCESS);

        assertThat(outgoing.getSize()).isEqualTo(1);
        assertThat(spool.getSize()).isZero();
        delivery.next().done(CompletionStatus.SUCCESS);
        assertThat(outgoing.getSize()).isZero();
    }

    private MailQueueItem spooled(String name, byte[] content) throws Exception {
        spool.enQueue(NastyMessages.mail(name, content));
        return pipeline.next();
    }

    /** As the delivery does it. */
    private void split(MailQueueItem whole, String recipient) throws MessagingException, MailQueueException {
        Mail copy = whole.getMail().duplicate();
        copy.setRecipients(List.of(new MailAddress(recipient)));
        outgoing.enQueue(copy);
        LifecycleUtil.dispose(copy);
    }
}
