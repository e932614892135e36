package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.BrokerExtension;
import dev.postern.queue.QueueBacklog.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueBacklogTest {
    private static final Instant ACCEPTED = Instant.parse("2026-03-01T09:12:00Z");

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static MailImpl mail(String recipient) throws Exception {
        return MailImpl.builder()
                .name("mail-" + recipient)
                .sender("a@b.test")
                .addRecipient(recipient)
                .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().setText("x"))
                .addAttribute(new Attribute(
                        AttributeName.of("dev.postern.delivery.since"),
                        AttributeValue.of(ACCEPTED.plusSeconds(30).toEpochMilli())))
                .build();
    }

    @Test
    void whatWaitsIsCountedByDomainAndAgeWhetherItIsDueOrDelayed() throws Exception {
        var queue = BROKER.open().createQueue(MailQueueName.of("outgoing"));
        queue.enQueue(mail("bob@Contoso.test"));
        queue.enQueue(mail("eve@contoso.test"));
        queue.enQueue(mail("bob@contoso.test"), Duration.ofHours(1));
        queue.enQueue(mail("bob@fabrikam.test"));

        assertThat(new QueueBacklog(BROKER.broker()).read())
                .containsExactlyInAnyOrder(
                        new Waiting("outgoing", "contoso.test", 2, ACCEPTED),
                        new Waiting("outgoing", "contoso.test", 1, ACCEPTED),
                        new Waiting("outgoing", "fabrikam.test", 1, ACCEPTED));
        var counts = new QueueCounts(BROKER.broker());
        assertThat(counts.total()).isEqualTo(4);
        assertThat(counts.read()).containsEntry("outgoing", new QueueCounts.Count(3, 1));
    }
}
