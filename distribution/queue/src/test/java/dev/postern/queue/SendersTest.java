package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.BrokerExtension;
import dev.postern.broker.BrokerQueues;
import dev.postern.broker.QueueNames;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SendersTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final Instant THEN = Instant.parse("2031-05-06T07:08:09Z");

    @Test
    void aMessageSaysWhenItWasPutInByTheGatewaysClock() throws Exception {
        String queue = QueueNames.of(BrokerExtension.NAME);
        new BrokerQueues(BROKER.broker()).create(queue);
        try (var senders = new Senders(BROKER.broker(), Clock.fixed(THEN, ZoneOffset.UTC));
                var session = BROKER.broker().open(false);
                var consumer = session.createConsumer(queue)) {
            senders.send(queue, NastyMessages.mail("one", "A: b\r\n\r\nx".getBytes(StandardCharsets.US_ASCII)));

            var message = consumer.receive(Duration.ofSeconds(60).toMillis());

            assertThat(Instant.ofEpochMilli(message.getTimestamp())).isEqualTo(THEN);
        }
    }
}
