package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.BrokerExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

/** The bytes that were received are the bytes that are stored and relayed: a signed message stays valid. */
class ByteIdentityTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private ArtemisMailQueue spool;
    private ArtemisMailQueue outgoing;

    @BeforeEach
    void open() throws ActiveMQException {
        ArtemisMailQueueFactory factory = BROKER.open();
        spool = factory.createQueue(MailQueueName.of("spool"));
        outgoing = factory.createQueue(MailQueueName.of("outgoing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.postern.queue.NastyMessages#all")
    void fromTheClientOverTheSpoolToTheOutgoingQueue(String name, byte[] received) throws Exception {
        spool.enQueue(NastyMessages.mail(name, received));
        MailQueueItem spooled = next(spool);
        Mail mail = spooled.getMail();
        assertThat(NastyMessages.written((MailImpl) mail)).isEqualTo(received);

        mail.setAttribute(Attribute.convertToAttribute("some", "thing"));
        mail.setRecipients(List.of(new MailAddress("c@example.org")));
        outgoing.enQueue(mail);
        spooled.done(CompletionStatus.SUCCESS);

        assertThat(NastyMessages.written((MailImpl) next(outgoing).getMail())).isEqualTo(received);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.postern.queue.NastyMessages#all")
    void ofACopyForOtherRecipients(String name, byte[] received) throws Exception {
        spool.enQueue(NastyMessages.mail(name, received));

        Mail copy = next(spool).getMail().duplicate();
        outgoing.enQueue(copy);
        LifecycleUtil.dispose(copy);

        assertThat(NastyMessages.written((MailImpl) next(outgoing).getMail())).isEqualTo(received);
    }

    /** Whoever looks into a message does not change it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.postern.queue.NastyMessages#all")
    void ofAMessageThatWasParsed(String name, byte[] received) throws Exception {
        spool.enQueue(NastyMessages.mail(name, received));
        Mail mail = next(spool).getMail();
        assertThat(mail.getMessage().getLineCount()).isGreaterThanOrEqualTo(-1); // reads all of it

        outgoing.enQueue(mail);

        assertThat(NastyMessages.written((MailImpl) next(outgoing).getMail())).isEqualTo(received);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.postern.queue.NastyMessages#all")
    void ofAMessageThatWasPutBack(String name, byte[] received) throws Exception {
        spool.enQueue(NastyMessages.mail(name, received));
        MailQueueItem first = next(spool);
        first.getMail().getMessage().setHeader("Subject", "changed");
        first.done(CompletionStatus.REJECT);

        assertThat(NastyMessages.written((MailImpl) next(spool).getMail())).isEqualTo(received);
    }

    @Test
    void aChangeIsStored() throws Exception {
        spool.enQueue(NastyMessages.mail("m", NastyMessages.large()));
        Mail mail = next(spool).getMail();
        mail.getMessage().setHeader("Subject", "changed");

        outgoing.enQueue(mail);

        Mail stored = next(outgoing).getMail();
        assertThat(stored.getMessage().getSubject()).isEqualTo("changed");
        assertThat(new String(NastyMessages.written((MailImpl) stored), StandardCharsets.US_ASCII))
                .endsWith("\r\n\r\n" + "x".repeat(NastyMessages.LARGE - 18));
    }

    private static MailQueueItem next(ArtemisMailQueue queue) {
        return Flux.from(queue.deQueue()).blockFirst(Duration.ofSeconds(60));
    }
}
