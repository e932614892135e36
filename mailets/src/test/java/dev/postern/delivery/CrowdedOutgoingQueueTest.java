package dev.postern.delivery;

import static dev.postern.delivery.Attempting.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nobody waits for destinations that are dead, silent or many. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class CrowdedOutgoingQueueTest extends OutgoingQueueFixture {
    @Test
    void asManyAreUnderWayAtOnceAsThereMayBe() throws MailQueueException {
        start(mail -> {
            awaitGate();
            return DELIVERED;
        });
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            put("a@d" + i + ".test");
        }

        Eventually.holds(() -> tried.size() == UNPROVED);
        gate.countDown();
        Eventually.holds(() -> tried.size() == CONCURRENCY * 2);
    }

    @Test
    void manyDomainsWithOneServerThatIsSilentHoldNobodyElse() throws MailQueueException {
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            dns.address("d" + i + ".test", "192.0.2.1");
        }
        dns.address("alive.test", "192.0.2.2");
        start(mail -> {
            awaitGate();
            return DELIVERED;
        });
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            put("a@d" + i + ".test");
        }
        Eventually.holds(() -> tried.size() == SHARE && putBack.get() > 0);
        put("a@alive.test");

        Eventually.holds(() -> tried.contains("a@alive.test"));
    }

    @Test
    void manyDomainsThatAreSilentGiveTheirPlaceToOthersAfterAWhile() throws MailQueueException {
        start(mail -> {
            if (!mail.getRecipients().contains(address("a@alive.test"))) {
                awaitGate();
            }
            return DELIVERED;
        });
        for (int i = 0; i < CONCURRENCY; i++) {
            put("a@d" + i + ".test");
        }
        put("a@alive.test");

        Eventually.holds(() -> tried.contains("a@alive.test"));
    }

    @Test
    void aMessageThatIsCrowdedOutWhenItsTimeIsOverLeavesTheQueue() throws MailQueueException {
        for (int i = 0; i < SHARE; i++) {
            dns.address("d" + i + ".test", "192.0.2.1");
        }
        dns.address("x.test", "192.0.2.1");
        start(mail -> {
            awaitGate();
            return DELIVERED;
        });
        for (int i = 0; i < SHARE; i++) {
            put("a@d" + i + ".test");
        }
        Eventually.holds(() -> tried.size() == SHARE);
        put(Instant.now().minus(YEAR.multipliedBy(4)), "late@x.test");

        Eventually.holds(() -> context.getSentMails().size() == 1 && queue.getSize() == SHARE);
        assertThat(tried).doesNotContain("late@x.test");
    }

    @Test
    void aDeadDestinationHoldsNobodyElse() throws MailQueueException {
        start(mail -> {
            if (mail.getRecipients().contains(address("a@dead.test"))) {
                awaitGate();
            }
            return DELIVERED;
        });
        for (int i = 0; i < CONCURRENCY * 3; i++) {
            put("a@dead.test");
        }
        put("a@alive.test");

        Eventually.holds(() -> tried.contains("a@alive.test"));
        assertThat(tried.stream().filter("a@dead.test"::equals)).hasSize(SHARE);
        gate.countDown();
        Eventually.holds(() -> tried.size() == CONCURRENCY * 3 + 1 && queue.getSize() == 0);
    }
}
