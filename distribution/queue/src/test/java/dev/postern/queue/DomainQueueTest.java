package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.broker.BrokerExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.server.core.MailImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

/** What waits for some domains is made due; what waits for others is not touched. */
class DomainQueueTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final Duration LATER = Duration.ofHours(1);

    private ArtemisMailQueue queue;

    @BeforeEach
    void open() throws ActiveMQException {
        queue = BROKER.queue();
    }

    private void waits(String... recipients) throws Exception {
        for (String recipient : recipients) {
            queue.enQueue(
                    MailImpl.builder()
                            .name(recipient)
                            .sender("a@b.test")
                            .addRecipient(recipient)
                            .mimeMessage(MimeMessageBuilder.mimeMessageBuilder().setText("x"))
                            .build(),
                    LATER);
        }
    }

    private long flush(String... domains) throws MailQueueException {
        return queue.flush(Set.of(domains)::contains);
    }

    private List<String> due(int many) throws Exception {
        assertThat(queue.due()).isEqualTo(many);
        List<String> names = new CopyOnWriteArrayList<>();
        var taking = Flux.from(queue.deQueue()).subscribe(item -> {
            names.add(item.getMail().getName());
            try {
                item.done(CompletionStatus.SUCCESS);
            } catch (MailQueueException e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> names.size() >= many);
        taking.dispose();
        return names;
    }

    @Test
    void onlyThoseDomainsBecomeDue() throws Exception {
        waits("bob@contoso.test", "bob@fabrikam.test", "eve@Contoso.test", "bob@northwind.test");

        assertThat(flush("contoso.test", "northwind.test")).isEqualTo(3);

        assertThat(due(3)).containsExactly("bob@contoso.test", "eve@Contoso.test", "bob@northwind.test");
        assertThat(queue.getSize()).isEqualTo(1);
    }

    @Test
    void aDomainIsNoPatternForOthers() throws Exception {
        waits("bob@a.test", "bob@sub.a.test", "bob@a.test.example", "bob@xa.test", "bob@axtest");

        assertThat(flush("a.test")).isEqualTo(1);

        assertThat(due(1)).containsExactly("bob@a.test");
    }

    @Test
    void theDomainCountsAndNotTheLocalPartOrTheSender() throws Exception {
        waits("contoso.test@fabrikam.test");

        assertThat(flush("contoso.test", "b.test")).isZero();
    }

    @Test
    void hundredsOfDomainsAreFlushedTogether() throws Exception {
        List<String> domains = new ArrayList<>();
        IntStream.range(0, 130).forEach(number -> domains.add("d" + number + ".test"));
        for (String domain : domains) {
            waits("bob@" + domain);
        }
        waits("bob@contoso.test");

        assertThat(queue.flush(domains::contains)).isEqualTo(130);
        assertThat(queue.getSize() - queue.due()).isEqualTo(1);
    }

    @Test
    void whatWaitsIsToldByDomainWhetherItIsDueOrNot() throws Exception {
        waits("bob@contoso.test", "bob@fabrikam.test", "eve@Contoso.test");
        flush("fabrikam.test");

        assertThat(queue.waiting())
                .containsOnlyKeys("contoso.test", "fabrikam.test")
                .hasEntrySatisfying("contoso.test", waiting -> {
                    assertThat(waiting.messages()).isEqualTo(2);
                    assertThat(waiting.oldest()).isBefore(Instant.now());
                });
    }

    @Test
    void everyDomainMeansEverything() throws Exception {
        waits("bob@contoso.test", "bob@fabrikam.test");

        assertThat(queue.flush(domain -> true)).isEqualTo(2);
    }
}
