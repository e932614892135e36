package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.BrokerExtension;
import dev.postern.broker.BrokerQueues;
import dev.postern.broker.QueueNames;
import dev.postern.delivery.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.james.queue.api.MailQueueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlotsTest {
    private static final MailQueueName QUEUE = MailQueueName.of("outgoing");
    private static final Duration DELAY = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T09:00:00Z"));
    private final BrokerQueues queues = new BrokerQueues(BROKER.broker());

    @BeforeEach
    void theQueueIsThere() throws Exception {
        queues.create(QueueNames.of(QUEUE));
    }

    private void send(Slots slots) throws Exception {
        slots.send(QUEUE, DELAY, name -> {
            try (ClientSession session = BROKER.broker().open(false)) {
                ClientMessage message = session.createMessage(true);
                message.getBodyBuffer().writeBytes(new byte[1000]);
                session.createProducer(SimpleString.of(name)).send(message);
            }
        });
    }

    private List<String> slotsAtTheBroker() throws Exception {
        return queues.names().stream()
                .filter(name -> QueueNames.slot(name).isPresent())
                .toList();
    }

    private void turn(Slots slots, int times, Duration pause) {
        for (int i = 0; i < times; i++) {
            clock.advance(pause);
            slots.turn();
        }
    }

    @Test
    void anEmptiedSlotHoldsNoMemoryOfOurOwnBrokerForLong() throws Exception {
        var slots = new Slots(queues, clock, false);
        for (int i = 0; i < 30; i++) {
            send(slots);
            turn(slots, 2, Duration.ofSeconds(1));
        }
        assertThat(slotsAtTheBroker()).hasSizeLessThan(25);
        turn(slots, 120, Duration.ofSeconds(1));
        assertThat(slotsAtTheBroker()).isEmpty();
        assertThat(queues.size(QueueNames.of(QUEUE))).isEqualTo(30);
        assertThat(queues.addresses())
                .as("an address that stays keeps its pages in memory and a file open")
                .noneMatch(name -> QueueNames.slot(name).isPresent());
    }

    @Test
    void addressesThatAnEarlierBuildLeftAreDeletedAndNoOthers() throws Exception {
        String left = QueueNames.of(new QueueNames.Slot(QUEUE, clock.instant().minus(Duration.ofHours(1))));
        String young = QueueNames.of(new QueueNames.Slot(QUEUE, clock.instant().minus(Duration.ofMinutes(1))));
        for (String name : List.of(left, young)) {
            try (ClientSession session = BROKER.broker().open(false)) {
                session.createAddress(SimpleString.of(name), RoutingType.ANYCAST, false);
            }
        }
        var slots = new Slots(queues, clock, false);
        send(slots);
        clock.advance(Duration.ofMinutes(5));
        slots.tidy();
        assertThat(queues.addresses())
                .contains(young, QueueNames.of(QUEUE))
                .containsAll(slotsAtTheBroker())
                .doesNotContain(left);
        queues.deleteAddress(young);
    }

    @Test
    void othersFindTheirSlotsForTenMinutes() throws Exception {
        var slots = new Slots(queues, clock, true);
        send(slots);
        turn(slots, 300, Duration.ofSeconds(1));
        assertThat(slotsAtTheBroker()).hasSize(1);
        turn(slots, 50, Duration.ofMinutes(1));
        assertThat(slotsAtTheBroker()).isEmpty();
    }

    @Test
    void aMessageSentToADrainedSlotByAClockThatWentBackIsSeen() throws Exception {
        var slots = new Slots(queues, clock, false);
        send(slots);
        turn(slots, 24, Duration.ofSeconds(1));
        assertThat(slots.of(QUEUE)).isEmpty();
        clock.advance(Duration.ofSeconds(-24));
        send(slots);
        assertThat(slots.of(QUEUE)).hasSize(1);
    }

    @Test
    void aSlotThatNobodyCouldEmptyIsStillLookedInto() throws Exception {
        var slots = new Slots(queues, clock, false);
        send(slots);
        clock.advance(Duration.ofHours(1));
        assertThat(slots.of(QUEUE)).hasSize(1);
        slots.turn();
        assertThat(queues.size(QueueNames.of(QUEUE))).isEqualTo(1);
        turn(slots, 20, Duration.ofHours(1));
        assertThat(slots.of(QUEUE)).isEmpty();
    }
}
